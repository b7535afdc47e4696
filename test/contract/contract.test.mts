import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { outputSchemaOf } from '../../nodes/Deapi/editor/outputSchema.ts';
import type { Fault } from '../support/emulator/emulator.mts';
import { byName } from '../support/harness/operations.mts';
import { asTexts, isForm } from '../support/harness/wire.mts';
import { allCases } from './allCases.mts';
import { cases } from './cases.mts';
import { Rig } from './rig.mts';
import { refusals } from './refusals.mts';

let rig: Rig;

beforeAll(async () => {
	rig = await Rig.open();
});
afterAll(async () => await rig.close());
beforeEach(() => rig.clear());

it('has a case for every operation', () => {
	expect(Object.keys(cases).toSorted()).toEqual([...byName.keys()].toSorted());
});

describe.each(allCases)('%s', (_name, operation, entry) => {
	it('sends the request that the API wants, and puts out what comes of it', async () => {
		const output = await rig.output(operation, entry);
		const [method, path] = entry.request.replace('REQUEST_ID', rig.requestId).split(' ');
		const [request, ...more] = rig.requestsTo(`${method} ${path}`);
		expect(more).toEqual([]);
		expect(request.path).toBe(path);
		const sentAsForm = isForm(entry.request, entry.uploads);
		expect(request.fields).toEqual(sentAsForm ? asTexts(entry.fields) : entry.fields);
		expect(request.files.map(({ field }) => field)).toEqual(entry.uploads ?? []);
		expect(request.contentType ?? '').toMatch(
			sentAsForm ? /^multipart\/form-data; boundary=/ : method === 'GET' ? /^$/ : /^application\/json/,
		);
		await entry.check(output);
	});

	it('puts out what its schema promises', async () => {
		const { json } = await rig.output(operation, entry);
		const promised = Object.keys(outputSchemaOf(operation).properties ?? {});
		const sometimes = ['language', 'segments'];
		expect(Object.keys(json)).toEqual(expect.arrayContaining(promised.filter((key) => !sometimes.includes(key))));
	});

	if (operation.kind === 'job' || operation.kind === 'paidCall') {
		it('tells its price without submitting anything, and without uploading where there is another way', async () => {
			const { json } = await rig.output(operation, entry, { estimatePriceOnly: true });
			expect(json).toMatchObject({ currency: 'USD', price: expect.any(Number) });
			expect(json.price).toBeGreaterThan(0);
			expect(rig.paid()).toEqual([]);
			const asked = rig.prices();
			const request = asked.at(-1)!;
			expect(asked.length).toBe(1);
			expect(request.path).toBe(`${entry.request.split(' ')[1]}/${operation.value === 'getSample' ? 'price-calculation' : 'price'}`);
			expect(asTexts(request.fields)).toEqual(asTexts(entry.priceFields ?? entry.fields));
			expect(request.files).toEqual([]);
		});
	}
});

describe('what is missing or cannot work', () => {
	const required = [...byName].flatMap(([name, operation]) =>
		operation.fields.filter((field) => field.required).map((field) => [name, field.label, operation, field] as const),
	);

	it.each(required)('%s needs %s', async (name, label, operation, field) => {
		const source = field.onlyFor?.source;
		const parameters = { ...cases[name].parameters, ...(source !== undefined && { source }), [field.name]: '={{ "" }}' };
		const error = await rig.error(operation, { ...cases[name], parameters });
		expect(error.message).toContain(`"${label}"`);
		expect(error.description).toBeTruthy();
		expect(rig.paid()).toEqual([]);
	});

	it.each(refusals)('$operation: $message', async ({ operation, change, files, message, remedy }) => {
		const { options, ...parameters } = change as Record<string, never>;
		const entry = { ...cases[operation], files: { ...cases[operation].files, ...files } };
		const merged = { ...entry.parameters, ...parameters, options: Object.assign({}, entry.parameters.options, options) };
		const error = await rig.error(byName.get(operation)!, { ...entry, parameters: merged });
		expect(error.message).toBe(message);
		expect(error.description).toBe(remedy);
		expect(rig.paid()).toEqual([]);
	});

	it('holds every number of every operation against a limit', () => {
		const numbers = [...byName].flatMap(([name, { fields }]) =>
			fields
				.filter(({ properties: [{ type }], isSeed, api }) => type === 'number' && !isSeed && api.length > 0)
				.map(({ label }) => `${name}: ${label}`),
		);
		// No model of the catalog takes guidance for pictures.
		const unlimited = ['image > edit: Guidance', 'image > generate: Guidance'];
		const refused = new Set(refusals.map(({ operation, message }) => `${operation}: ${/"([^"]+)"/.exec(message)?.[1]}`));
		expect(numbers.filter((number) => !refused.has(number))).toEqual(unlimited);
	});
});

describe('answers that do not say how a job is', () => {
	const page = { headers: { 'content-type': 'text/html' }, body: '<html>Blocked</html>' };
	const nothing: Array<Omit<Fault, 'on'>> = [
		{ status: 401, body: { message: 'Unauthorized user.' } },
		{ status: 403, ...page },
		{ status: 403, body: '<html>Blocked</html>', headers: { 'content-type': 'application/json' } },
		{ status: 404, body: { message: 'Request not found.' } },
		{ status: 408, ...page },
		{ status: 200, ...page },
		{ status: 200, body: { error: 'Busy.' } },
		{ status: 200, body: { data: { status: 'done', result_url: null, result: null } } },
		{ drop: 'before' },
	];

	it('are waited out, one after the other', async () => {
		rig.emulator.faults.push(...nothing.map((fault) => ({ on: 'GET /jobs', ...fault })));
		const { json } = await rig.output(byName.get('image > generate')!, cases['image > generate']);
		expect(json.status).toBe('done');
		expect(rig.emulator.faults).toEqual([]);
	});
});

describe('a text that is too long', () => {
	it('fails alone', async () => {
		const texts = ['a fox', 'x'.repeat(40_000), 'a dog', 'a cat'];
		const { output } = await rig.run(
			{ resource: 'embedding', operation: 'create', text: '={{ $json.text }}', waitMode: 'polling' },
			texts.map((text) => ({ json: { text } })),
			{ node: { onError: 'continueRegularOutput' } },
		);
		expect(output.map(({ json }) => json.dimensions)).toEqual([1024, undefined, 1024, 1024]);
		expect((output[1].json.error as { description: string }).description).toBe(
			'"Text": The input field must not have more than 8192 tokens in one text.',
		);
	});
});
