import type { IExecuteFunctions } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import { byName } from '../support/harness/operations.mts';
import { cases } from './cases.mts';
import { Rig } from './rig.mts';

const { execute } = Deapi.prototype;
let rig: Rig;

beforeAll(async () => {
	rig = await Rig.open();
});
afterAll(async () => await rig.close());
beforeEach(() => rig.clear());

/** `npm run check:package` runs these, too: reviewers refuse outputs that do not say which item they come from. */
describe.each(Object.entries(cases))('%s, on two items', (name, entry) => {
	/** As the node itself returns it, since n8n pairs by itself where it can guess. */
	const sourcesOf = async (more: object) => {
		let sources: unknown[] = [];
		vi.spyOn(Deapi.prototype, 'execute').mockImplementation(async function (this: IExecuteFunctions) {
			const outputs = await execute.call(this);
			sources = outputs[0].map(({ pairedItem }) => pairedItem);
			return outputs;
		});
		const { error } = await rig.runCase(byName.get(name)!, entry, {}, { times: 2, ...more });
		expect(error).toBeUndefined();
		return sources;
	};

	it('pairs each output item with its input item', async () => {
		const sources = await sourcesOf({});
		expect(sources.length).toBeGreaterThan(1);
		expect(sources).toEqual(sources.map((_source, index) => ({ item: index < sources.length / 2 ? 0 : 1 })));
	});

	it('pairs each failure with its input item', async () => {
		const credentials = { baseUrl: rig.emulator.url, apiVersion: 'v2', apiKey: 'another-key' };
		expect(await sourcesOf({ credentials, node: { onError: 'continueRegularOutput' } })).toEqual([{ item: 0 }, { item: 1 }]);
	});
});
