import { basename } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { unlistedNodes } from '../../tools/package/unlistedNodes.mjs';
import { exampleFiles, readExample } from '../support/harness/examples.mts';
import type { Example } from '../support/harness/examples.mts';
import { ExampleRunner } from '../support/harness/examplesRunner.mts';
import { openTestBed, ROOT } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';
import { expectNames, expectParameters, NodeTypes } from './examples/checks.mts';
import { scenarios } from './examples/scenarios.mts';

let testBed: TestBed;
let types: NodeTypes;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	types = new NodeTypes(await testBed.n8n.get('/types/nodes.json'));
});
afterAll(async () => await testBed?.close());
beforeEach(() => {
	testBed.emulator.calm();
	testBed.emulator.jobs.duration = 300;
});
afterEach(() => {
	expect(testBed.emulator.requests.filter(({ version }) => version === 'v1').map(({ path }) => path)).toEqual([]);
});

/** Whether it has a node that package.json does not list. */
function hasLeftOut({ nodes }: Example): boolean {
	const leftOut = unlistedNodes(ROOT).map((file) => basename(file, '.node.ts').toLowerCase());
	return nodes.some(({ type }) => leftOut.includes(type.replace(/^n8n-nodes-deapi\./, '').toLowerCase()));
}

it('each has a test', () => {
	expect(
		Object.keys(scenarios)
			.map((name) => `${name}.json`)
			.sort(),
	).toEqual(exampleFiles);
});

describe.each(exampleFiles)('%s', (file) => {
	const { example } = readExample(file);
	beforeEach(({ skip }) => skip(hasLeftOut(example), 'its sub-node is left out of the package'));
	let runner: ExampleRunner;

	beforeAll(() => {
		runner = new ExampleRunner(testBed, example);
	});

	it('has good names', () => expectNames(example, types));
	it('has only nodes and parameters that this n8n knows', () => expectParameters(example, types));

	it.each(Object.entries(scenarios[file.replace('.json', '')] ?? {}))('%s', async (_what, scenario) => await scenario(runner));
});
