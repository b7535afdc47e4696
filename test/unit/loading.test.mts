import { join } from 'node:path';

import { afterEach, expect, it, vi } from 'vitest';

import { n8n } from '../../package.json' with { type: 'json' };
import { ROOT } from '../support/harness/repository.mts';

afterEach(() => {
	vi.restoreAllMocks();
});

it.each([...n8n.nodes, ...n8n.credentials])(
	'%s loads without the data on languages that Node.js reads when it first needs them',
	async (file) => {
		const made = Object.getOwnPropertyNames(Intl).filter((name): name is 'Segmenter' => typeof Intl[name as 'Segmenter'] === 'function');
		const spies = [
			...made.map((name) => ({ name, spy: vi.spyOn(Intl, name) })),
			{ name: 'localeCompare', spy: vi.spyOn(String.prototype, 'localeCompare') },
			...[Number, BigInt, Date].map(({ name, prototype }) => ({ name, spy: vi.spyOn(prototype as Date, 'toLocaleString') })),
		];
		vi.resetModules();
		const loaded = await import(join(ROOT, file.replace(/^dist/, '').replace(/js$/, 'ts')));
		// n8n makes one of each class when it starts.
		for (const Listed of Object.values<new () => object>(loaded)) expect(Object.keys(new Listed())).not.toEqual([]);
		expect(Object.keys(loaded)).toHaveLength(1);
		expect(spies.filter(({ spy }) => spy.mock.calls.length > 0).map(({ name }) => name)).toEqual([]);
	},
);
