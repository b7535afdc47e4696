import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Operation } from '../../nodes/Deapi/operations/operation.ts';
import { byName } from '../support/harness/operations.mts';
import { V1 } from '../support/harness/wire.mts';
import { allCases } from './allCases.mts';
import { cases, variants } from './cases.mts';
import { Rig } from './rig.mts';

let rig: Rig;

beforeAll(async () => {
	rig = await Rig.open();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.clear();
	rig.version = 'v1';
});

const isBooster = (operation: Operation) => operation.kind === 'paidCall' && operation.booster !== undefined;
const known = allCases.filter(([name, operation]) => !isBooster(operation) && !variants[name]?.onlyV2);

describe.each(known)('%s, on a host that knows only version 1', (_name, operation, entry) => {
	it('asks version 1 for the same', async () => {
		const output = await rig.output(operation, entry);
		const [method, path] = V1[entry.request].replace('REQUEST_ID', rig.requestId).split(' ');
		const [request] = rig.requestsTo(`${method} ${path}`);
		expect(request.version).toBe('v1');
		expect(Object.keys(request.fields).toSorted()).toEqual(Object.keys(entry.fields).toSorted());
		expect(rig.emulator.requests.filter(({ version }) => version !== 'v1')).toEqual([]);
		if (operation.kind === 'job' || operation.kind === 'jobResult') await entry.check(output);
	});

	if (operation.kind === 'job') {
		it('tells its price', async () => {
			const { json } = await rig.output(operation, entry, { estimatePriceOnly: true });
			expect(json.price).toBeGreaterThan(0);
			const [, path] = V1[entry.request].split(' ');
			expect(rig.prices().map((request) => request.path)).toEqual([
				path === '/videos/replace' ? `${path}/price` : `${path}/price-calculation`,
			]);
		});
	}
});

/** A value for every option that version 2 alone has. */
const OPTIONS: Record<string, unknown> = { language: 'en', metadata: true, quality: 'high', speakers: true, wordTimestamps: true };

describe('what version 1 does not have', () => {
	const options = [...byName].flatMap(([name, { fields }]) => fields.filter(({ isV2 }) => isV2).map((field) => [name, field] as const));

	it.each(options)('%s is refused with $label before anything is sent', async (name, field) => {
		expect(Object.keys(OPTIONS)).toContain(field.name);
		const { parameters, ...entry } = cases[name];
		const source = field.onlyFor?.source ?? parameters.source;
		const changed = {
			...parameters,
			source,
			audioUrl: 'https://x.com/i/spaces/1',
			options: { [field.name]: OPTIONS[field.name] as string },
		};
		const error = await rig.error(byName.get(name)!, { ...entry, parameters: changed });
		expect(error.message).toBe(`"${field.label}" needs version 2 of deAPI's API, and the credential says version 1`);
		expect(error.description).toBe('Set "API Version" of the deAPI credential to "v2".');
		expect(rig.paid()).toEqual([]);
	});

	it.each([...byName].filter(([, operation]) => isBooster(operation)))('%s is refused', async (name, operation) => {
		const error = await rig.error(operation, cases[name]);
		expect(error.message).toBe(`"${operation.name}" needs version 2 of deAPI's API, and the credential says version 1`);
		expect(rig.emulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it.each([...byName].filter(([, operation]) => operation.kind === 'job' && operation.booster))(
		'%s refuses Enhance Prompt First',
		async (name, operation) => {
			const { options = {}, ...parameters } = cases[name].parameters;
			const error = await rig.error(operation, {
				...cases[name],
				parameters: { ...parameters, options: { ...(options as object), enhancePrompt: true } },
			});
			expect(error.message).toContain('"Enhance Prompt First" needs version 2');
			expect(rig.emulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
		},
	);
});
