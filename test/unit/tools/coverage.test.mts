import { describe, expect, it } from 'vitest';

import { operations } from '../../../nodes/Deapi/operations/index.ts';
import type { Booster } from '../../../nodes/Deapi/operations/booster.ts';
import type { Operation } from '../../../nodes/Deapi/operations/operation.ts';
import type { PaidEndpoint } from '../../../nodes/shared/api/endpoints.ts';
import { cases, variants } from '../../contract/cases.mts';
import { cover } from '../../../tools/coverage/coverage.mts';
import { reasonsFor } from '../../../tools/coverage/reasons.mts';
import type { Reason } from '../../../tools/coverage/reasons.mts';
import { asMarkdown, asText, exceptionsOf, summaryOf, tableOf } from '../../../tools/coverage/table.mts';
import { freeCalls, nodesName, usesOf } from '../../../tools/coverage/uses.mts';
import type { Use } from '../../../tools/coverage/uses.mts';
import { nameOf } from '../../support/harness/operationName.mts';
import { api } from '../../support/emulator/api.mts';
import { priceOf } from '../../support/emulator/api/endpoint.mts';
import { file, integer, string } from '../../support/emulator/api/fields.mts';
import type { Fields } from '../../support/emulator/api/fields.mts';

const VERSIONS = ['v2', 'v1'] as const;

describe('the coverage of the API', () => {
	it.each(VERSIONS)('is complete, but for what has a reason: %s', (version) => {
		expect(cover(version, api[version], operations, reasonsFor(version)).errors).toEqual([]);
	});

	const used = VERSIONS.flatMap((version) => {
		const replaced = reasonsFor(version).flatMap(({ of, fields }) => (fields ? [] : of));
		return Object.keys(api[version]).flatMap((name) => (replaced.includes(name) ? [] : [[version, name] as const]));
	});

	it.each(used)('misses a field that is new in %s: %s', (version, name) => {
		const endpoint = api[version][name];
		const longer = { ...endpoint, fields: { ...endpoint.fields, novelty: string() } };
		const { errors } = cover(version, { ...api[version], [name]: longer }, operations, reasonsFor(version));
		expect(errors).toEqual([expect.stringContaining(`${name}, novelty: any`)]);
	});

	const filling = operations.flatMap((operation) =>
		operation.fields.filter((field) => field.api.length > 0).map((field) => [nameOf(operation), field.label, operation, field] as const),
	);

	it.each(filling)('misses what %s loses without %s', (_name, _label, operation, field) => {
		const poorer = { ...operation, fields: operation.fields.filter((other) => other !== field) };
		const changed = operations.map((entry) => (entry === operation ? poorer : entry));
		const errors = VERSIONS.flatMap((version) => cover(version, api[version], changed, reasonsFor(version)).errors).join('\n');
		for (const name of field.api) expect(errors).toContain(`, ${name}`);
	});

	it('knows the endpoint of every inquiry, and of nothing else', () => {
		const coded = operations.filter(({ kind }) => kind === 'freeCall' || kind === 'jobResult').map(nameOf);
		expect(Object.keys(freeCalls).toSorted()).toEqual(coded.toSorted());
	});

	describe('is that of the requests that the contract test sees', () => {
		/** Optional ones that no case of the operation has a model or a value for; callbacks are for tests of their own. */
		const unseen: Record<string, string[]> = {
			'audio > transcribe: POST /audio/transcriptions': ['include_metadata'],
			'image > edit: POST /images/edits': ['guidance', 'loras', 'quality'],
			'image > generate: POST /images/generations': ['guidance'],
			'prompt > boostImage: POST /prompts/enhancements': ['negative_prompt'],
			'video > generate: POST /videos/generations': ['negative_prompt'],
			'video > generateFromAudio: POST /videos/audio-syncs': ['guidance', 'negative_prompt', 'steps'],
			'video > transcribe: POST /audio/transcriptions': ['lang', 'diarize', 'ts_level'],
		};
		const seenCases = [...Object.entries(cases).map(([operation, entry]) => ({ ...entry, operation })), ...Object.values(variants)];
		const seenBy = ({ operation, endpoint }: Use) =>
			seenCases
				.filter((entry) => entry.operation === operation && entry.request.replace('REQUEST_ID', '{id}') === endpoint)
				.flatMap(({ fields, uploads = [] }) => [...Object.keys(fields), ...uploads.map(nodesName)]);
		const direct = operations
			.flatMap((operation) => usesOf(operation, 'v2'))
			.filter(({ operation, endpoint }) => operation in cases && endpoint in api.v2);

		it.each(direct.map((use) => [use.operation, use.endpoint, use] as const))('%s: %s', (_operation, endpoint, use) => {
			const seen = new Set(seenBy(use));
			expect([...seen].filter((field) => !use.fields.includes(field))).toEqual([]);
			const missing = use.fields.filter((field) => !field.startsWith('webhook_') && !seen.has(field));
			expect(missing.toSorted()).toEqual((unseen[`${use.operation}: ${endpoint}`] ?? []).toSorted());
		});
	});
});

describe('cover', () => {
	const fields: Fields = {
		model: string(),
		picture: file({ required: true }),
		style: string(),
		webhook_url: string(),
		webhook_secret: string(),
	};
	const price = priceOf('/draw/price', fields, [{ of: ['picture'], fields: { width: integer({ required: true }) } }]);
	const drawing = { 'POST /draw': { title: 'Drawing', answer: 'job' as const, fields, price } };
	const endpoint = (v2: string, price = `${v2}/price`): PaidEndpoint => ({ v2, price: { v2: price } });
	const draw = (filled: string[], more: object = { pricedBy: ['width'] }): Operation => {
		const route = { endpoint: endpoint('/draw'), task: 'txt2img' };
		const fields = [{ api: filled }];
		return { ...{ kind: 'job', resource: 'image', value: 'draw', route, fields }, ...more } as unknown as Operation;
	};
	const covered = (operation: Operation, ...given: Reason[]) => cover('v2', drawing, [operation], given);
	const errorsOf = (operation: Operation, ...given: Reason[]) => covered(operation, ...given).errors;
	const style: Reason = { of: ['POST /draw'], fields: ['style'], why: 'No model has styles' };

	it('finds nothing to say where all is filled, or has a reason', () => {
		expect(errorsOf(draw(['picture', 'style']))).toEqual([]);
		expect(errorsOf(draw(['picture']), style)).toEqual([]);
	});

	it('finds a field, an endpoint and a price that are missing', () => {
		expect(errorsOf(draw(['picture']))).toEqual(['POST /draw, style: any operation should fill it, or a reason say why not']);
		expect(errorsOf(draw(['picture', 'style'], {}))).toEqual([
			'POST /draw/price, width: any operation should fill it, or a reason say why not',
		]);
		expect(cover('v2', drawing, [], []).errors).toContain('POST /draw: any operation should use it, or a reason say why not');
	});

	it('finds what one operation leaves out though another fills it', () => {
		const other = { ...draw(['picture']), value: 'sketch' } as Operation;
		const given = { ...style, operations: ['image > sketch'] };
		expect(cover('v2', drawing, [draw(['picture', 'style']), other], []).errors).toEqual([
			'POST /draw, style: image > sketch should fill it, or a reason say why not',
		]);
		expect(cover('v2', drawing, [draw(['picture', 'style']), other], [given]).errors).toEqual([]);
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
		expect(errorsOf(draw(['picture', 'style'], { constants: { mode: 'ink' }, pricedBy: ['width', 'depth'] }))).toEqual([
			'POST /draw, mode: image > draw fills it, and the API has no such field',
			'POST /draw/price, depth: image > draw fills it, and the API has no such field',
		]);
		expect(errorsOf(draw(['picture', 'style'], { route: { endpoint: endpoint('/draw', '/draw/cost') } }))).toContain(
			'POST /draw/cost: image > draw uses it, and the API has no such endpoint',
		);
	});

	it('sends fields only on the routes and to the versions that they are for', () => {
		const routes = { ink: { endpoint: { ...endpoint('/draw'), v1: '/ink' } }, oil: { endpoint: endpoint('/paint') } };
		const fields = [
			{ api: ['picture'], onlyFor: { by: 'oil' } },
			{ api: ['style'], onlyFor: { other: 'yes' }, isV2: true },
		];
		const drawn = draw([], { route: { by: 'by', routes }, fields });
		const ofAll = ['model', 'webhook_url', 'webhook_secret'];
		expect(usesOf(drawn, 'v2').map((use) => [use.endpoint, use.fields])).toEqual([
			['POST /draw', [...ofAll, 'style']],
			['POST /draw/price', []],
			['POST /paint', [...ofAll, 'picture', 'style']],
			['POST /paint/price', []],
		]);
		expect(usesOf(drawn, 'v1')[0]).toEqual({ operation: 'image > draw', endpoint: 'POST /ink', fields: ['model', 'webhook_url'] });
	});

	it.each([
		[['picture'], ['image']],
		[
			['pictures', 'negative_prompt'],
			['negative_prompt', 'image'],
		],
		[['style'], ['prompt']],
	])('counts of a booster what a job with %j has for it', (filled, more) => {
		const booster: Booster = { type: 'images.edits', prompt: 'style', image: { field: 'picture', type: 'images.edits' } };
		expect(usesOf(draw(filled, { booster }), 'v2')).toContainEqual({
			operation: 'image > draw (enhancing)',
			endpoint: 'POST /prompts/enhancements',
			fields: ['type', 'model_slug', ...more],
		});
		expect(usesOf(draw(filled, { booster }), 'v1').map(({ operation }) => operation)).not.toContain('image > draw (enhancing)');
	});

	it('is printed as a table, in plain text and in Markdown, with a summary', () => {
		const { rows } = covered(draw(['picture']), style);
		expect(asText(tableOf(rows)).split('\n').slice(2, 5)).toEqual([
			'                  model           no               image > draw',
			'                  picture         yes              image > draw',
			'                  style           no               No model has styles',
		]);
		expect(asMarkdown(tableOf(rows))).toContain('\n|  | `picture` | yes | image > draw |\n');
		expect(exceptionsOf(rows)).toHaveLength(1);
		expect(summaryOf(rows)).toBe('2 of 2 endpoints and 5 of 6 fields covered, 0 + 1 listed with a reason, 0 missing');
	});
});
