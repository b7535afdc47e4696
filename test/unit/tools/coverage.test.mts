import { describe, expect, it } from 'vitest';

import type { Field } from '../../../nodes/Deapi/fields/field.ts';
import { operations } from '../../../nodes/Deapi/operations/index.ts';
import type { Operation } from '../../../nodes/Deapi/operations/operation.ts';
import { cases, variants } from '../../contract/cases.mts';
import { cover } from '../../../tools/coverage/coverage.mts';
import { reasons } from '../../../tools/coverage/reasons.mts';
import type { Reason } from '../../../tools/coverage/reasons.mts';
import { asMarkdown, asText, exceptionsOf, summaryOf, tableOf } from '../../../tools/coverage/table.mts';
import { freeCalls, nameOf, nodesName, usesOf } from '../../../tools/coverage/uses.mts';
import type { Use } from '../../../tools/coverage/uses.mts';
import { api } from '../../support/emulator/api.mts';
import { priceOf } from '../../support/emulator/api/endpoint.mts';
import { file, integer, string } from '../../support/emulator/api/fields.mts';
import type { Fields } from '../../support/emulator/api/fields.mts';

describe('the coverage of the API', () => {
	it('is complete, but for what has a reason', () => {
		expect(cover(api, operations, reasons).errors).toEqual([]);
	});

	const replaced = reasons.filter(({ fields }) => !fields).flatMap(({ of }) => of);

	it.each(Object.keys(api).filter((name) => !replaced.includes(name)))('misses a field that is new in %s', (name) => {
		const longer = { ...api[name], fields: { ...api[name].fields, novelty: string() } };
		expect(cover({ ...api, [name]: longer }, operations, reasons).errors).toEqual([expect.stringContaining(`${name}, novelty: any`)]);
	});

	const filling = operations.flatMap((operation) =>
		operation.fields.filter((field) => field.api.length > 0).map((field) => [nameOf(operation), field.label, operation, field] as const),
	);

	it.each(filling)('misses what %s loses without %s', (_name, _label, operation, field) => {
		const poorer = { ...operation, fields: operation.fields.filter((other) => other !== field) };
		const { errors } = cover(
			api,
			operations.map((entry) => (entry === operation ? poorer : entry)),
			reasons,
		);
		for (const name of field.api) expect(errors.join('\n')).toContain(`, ${name}`);
	});

	it('knows the endpoint of every inquiry, and of nothing else', () => {
		const coded = operations.filter(({ kind }) => kind === 'freeCall' || kind === 'jobResult').map(nameOf);
		expect(Object.keys(freeCalls).toSorted()).toEqual(coded.toSorted());
	});

	describe('is that of the requests that the contract test sees', () => {
		/** Optional ones that no case has a model or a value for; callbacks are for tests of their own. */
		const unseen: Record<string, string[]> = {
			'POST /aud2video': ['guidance', 'negative_prompt', 'steps'],
			'POST /img2img': ['guidance', 'loras'],
			'POST /txt2img': ['guidance'],
			'POST /txt2video': ['negative_prompt'],
		};
		const seenCases = [...Object.entries(cases).map(([operation, entry]) => ({ ...entry, operation })), ...Object.values(variants)];
		const seenBy = ({ operation, endpoint }: Use) =>
			seenCases
				.filter((entry) => entry.operation === operation && entry.request.replace('REQUEST_ID', '{request_id}') === endpoint)
				.flatMap(({ fields, uploads = [] }) => [...Object.keys(fields), ...uploads.map(nodesName)]);
		const direct = operations.flatMap(usesOf).filter(({ operation, endpoint }) => operation in cases && endpoint in api);

		it.each(direct.map((use) => [use.operation, use.endpoint, use] as const))('%s: %s', (_operation, endpoint, use) => {
			const seen = new Set(seenBy(use));
			expect([...seen].filter((field) => !use.fields.includes(field))).toEqual([]);
			const expected = use.fields.filter((field) => field !== 'webhook_url' && !unseen[endpoint]?.includes(field));
			expect(expected.filter((field) => !seen.has(field))).toEqual([]);
		});
	});
});

describe('cover', () => {
	const fields: Fields = { model: string(), picture: file({ required: true }), style: string(), webhook_url: string() };
	const price = priceOf('/draw/price-calculation', fields, [{ of: ['picture'], fields: { width: integer({ required: true }) } }]);
	const drawing = { 'POST /draw': { title: 'Drawing', answer: 'job' as const, fields, price } };
	const draw = (filled: string[], more: object = { price: { insteadOfFiles: ['width'] } }) => {
		const route = { endpoint: '/draw', task: 'txt2img' };
		return { kind: 'job', resource: 'image', value: 'draw', route, fields: [{ api: filled } as Field], ...more } as Operation;
	};
	const covered = (operation: Operation, ...given: Reason[]) => cover(drawing, [operation], given);
	const errorsOf = (operation: Operation, ...given: Reason[]) => covered(operation, ...given).errors;
	const style: Reason = { of: ['POST /draw'], fields: ['style'], why: 'No model has styles' };

	it('finds nothing to say where all is filled, or has a reason', () => {
		expect(errorsOf(draw(['picture', 'style']))).toEqual([]);
		expect(errorsOf(draw(['picture']), style)).toEqual([]);
	});

	it('finds a field, an endpoint and a price that are missing', () => {
		expect(errorsOf(draw(['picture']))).toEqual(['POST /draw, style: any operation should fill it, or a reason say why not']);
		expect(errorsOf(draw(['picture', 'style'], {}))).toEqual([
			'POST /draw/price-calculation, width: any operation should fill it, or a reason say why not',
		]);
		expect(cover(drawing, [], []).errors).toContain('POST /draw: any operation should use it, or a reason say why not');
	});

	it('finds what one operation leaves out though another fills it', () => {
		const other = { ...draw(['picture']), value: 'sketch' } as Operation;
		const given = { ...style, operation: 'image > sketch' };
		expect(cover(drawing, [draw(['picture', 'style']), other], []).errors).toEqual([
			'POST /draw, style: image > sketch should fill it, or a reason say why not',
		]);
		expect(cover(drawing, [draw(['picture', 'style']), other], [given]).errors).toEqual([]);
	});

	it('finds idle reasons: for what is filled, and for what does not exist', () => {
		expect(errorsOf(draw(['picture', 'style']), style)).toEqual(['POST /draw, style: the reason why the node leaves it out is idle']);
		expect(errorsOf(draw(['picture']), style, { ...style, fields: ['color'] })).toEqual([
			'POST /draw, color: the reason why the node leaves it out is idle',
		]);
		expect(errorsOf(draw(['picture', 'style']), { of: ['POST /draw'], why: 'Too hard' })).toHaveLength(1);
	});

	it('finds fields, endpoints and prices that the API does not know', () => {
		expect(errorsOf(draw(['picture', 'style', 'color']))).toEqual([
			'POST /draw, color: image > draw fills it, and the API has no such field',
		]);
		expect(errorsOf(draw(['picture', 'style'], { constants: { mode: 'ink' }, price: { insteadOfFiles: ['width', 'depth'] } }))).toEqual([
			'POST /draw, mode: image > draw fills it, and the API has no such field',
			'POST /draw/price-calculation, depth: image > draw fills it, and the API has no such field',
		]);
		expect(errorsOf(draw(['picture', 'style'], { price: { endpoint: '/draw/cost' } }))).toContain(
			'POST /draw/cost: image > draw uses it, and the API has no such endpoint',
		);
	});

	it('sends fields only on the routes that they are for', () => {
		const routes = { ink: { endpoint: '/draw', task: 'txt2img' }, oil: { endpoint: '/paint', task: 'txt2img' } };
		const given = [
			{ api: ['picture'], onlyFor: { by: 'oil' } },
			{ api: ['style'], onlyFor: { other: 'yes' } },
		];
		const [ink, , oil] = usesOf({ ...draw([]), route: { by: 'by', routes }, fields: given } as unknown as Operation);
		expect(ink).toEqual({ operation: 'image > draw', endpoint: 'POST /draw', fields: ['model', 'webhook_url', 'style'] });
		expect(oil).toEqual({ operation: 'image > draw', endpoint: 'POST /paint', fields: ['model', 'webhook_url', 'picture', 'style'] });
	});

	it('counts of an booster what the job has for it', () => {
		const booster = { endpoint: '/prompt', prompt: 'style', more: { image: 'picture', negative_prompt: 'nothing' } };
		expect(usesOf(draw(['picture', 'style'], { booster }))).toContainEqual({
			operation: 'image > draw (enhancing)',
			endpoint: 'POST /prompt',
			fields: ['prompt', 'image'],
		});
	});

	it('is printed as a table, in plain text and in Markdown, with a summary', () => {
		const { rows } = covered(draw(['picture']), style);
		expect(asText(tableOf(rows)).split('\n').slice(2, 5)).toEqual([
			'                              model        no               image > draw',
			'                              picture      yes              image > draw',
			'                              style        no               No model has styles',
		]);
		expect(asMarkdown(tableOf(rows))).toContain('\n|  | `picture` | yes | image > draw |\n');
		expect(exceptionsOf(rows)).toHaveLength(1);
		expect(summaryOf(rows)).toBe('2 of 2 endpoints and 4 of 5 fields covered, 0 + 1 listed with a reason, 0 missing');
	});
});
