import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { exampleFiles, readExample } from '../support/harness/examples.mts';
import { Stage } from '../support/harness/examplesRunner.mts';
import { openWorld } from '../support/harness/testBed.mts';
import type { World } from '../support/harness/testBed.mts';
import { expectLayout, expectNames, expectNote, expectParameters, expectPortable, NodeTypes } from './examples/checks.mts';
import { plays } from './examples/scenarios.mts';

let world: World;
let types: NodeTypes;

beforeAll(async () => {
	world = await openWorld({ n8n: inject('n8n'), tarball: inject('tarball') });
	types = new NodeTypes(await world.n8n.get('/types/nodes.json'));
});
afterAll(async () => await world?.close());
beforeEach(() => {
	world.emulator.calm();
	world.emulator.jobs.duration = 300;
});

it('each has a test', () => {
	expect(
		Object.keys(plays)
			.map((name) => `${name}.json`)
			.sort(),
	).toEqual(exampleFiles);
});

describe.each(exampleFiles)('%s', (file) => {
	const { text, example } = readExample(file);
	let stage: Stage;

	beforeAll(() => {
		stage = new Stage(world, example);
	});

	it('is fit for everybody’s n8n', () => expectPortable(text, example));
	it('says what it does and what is to be set', () => expectNote(example));
	it('has good names', () => expectNames(example, types));
	it('is laid out well', () => expectLayout(example));
	it('has only nodes and parameters that this n8n knows', () => expectParameters(example, types));

	it.each(Object.entries(plays[file.replace('.json', '')] ?? {}))('%s', async (_what, play) => await play(stage));
});
