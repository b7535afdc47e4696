import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { exampleFiles, readExample } from '../support/harness/examples.mts';
import { ExampleRunner } from '../support/harness/examplesRunner.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';
import { expectLayout, expectNames, expectNote, expectParameters, expectPortable, NodeTypes } from './examples/checks.mts';
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

it('each has a test', () => {
	expect(
		Object.keys(scenarios)
			.map((name) => `${name}.json`)
			.sort(),
	).toEqual(exampleFiles);
});

describe.each(exampleFiles)('%s', (file) => {
	const { text, example } = readExample(file);
	let runner: ExampleRunner;

	beforeAll(() => {
		runner = new ExampleRunner(testBed, example);
	});

	it('is fit for everybody’s n8n', () => expectPortable(text, example));
	it('says what it does and what is to be set', () => expectNote(example));
	it('has good names', () => expectNames(example, types));
	it('is laid out well', () => expectLayout(example));
	it('has only nodes and parameters that this n8n knows', () => expectParameters(example, types));

	it.each(Object.entries(scenarios[file.replace('.json', '')] ?? {}))('%s', async (_what, scenario) => await scenario(runner));
});
