import { describe, expect, it } from 'vitest';

import { judge } from '../../../tools/spec/judge.mts';
import type { Difference, Request } from '../../../tools/spec/judge.mts';
import { Specification } from '../../../tools/spec/openApi.mts';
import type { Schema } from '../../../tools/spec/openApi.mts';
import { legendOf, summaryOf, tableOf } from '../../../tools/spec/print.mts';
import { reasonsFor } from '../../../tools/spec/reasons.mts';
import type { Reason } from '../../../tools/spec/reasons.mts';
import { reportOn } from '../../../tools/spec/report.mts';
import { endpoints } from '../../../nodes/shared/api/endpoints.ts';

const binary = { type: 'string', format: 'binary' };
const text = { type: 'string' };
const style = { type: 'string', enum: ['ink', 'oil'], nullable: true };
const drawing: Schema = {
	type: 'object',
	required: ['prompt', 'width'],
	properties: {
		prompt: { type: 'string', minLength: 3 },
		width: { type: 'integer', minimum: 16 },
		style,
		strokes: { type: 'array', items: { type: 'object', required: ['name'], properties: { name: text, weight: { type: 'number' } } } },
		input: { oneOf: [text, { type: 'array', items: text }] },
	},
};
const options = { type: 'object', properties: { fast: { type: 'boolean' }, speed: { type: 'number', nullable: true }, style } };
const tracing: Schema = {
	allOf: [
		options,
		{
			oneOf: [
				{ type: 'object', required: ['image'], properties: { image: binary } },
				{ type: 'object', required: ['images[]'], properties: { 'images[]': { type: 'array', items: binary } } },
				{ type: 'object', required: ['width', 'height'], properties: { width: { type: 'integer' }, height: { type: 'integer' } } },
			],
		},
	],
};
const limit = { name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 50 } };
const specification = new Specification({
	openapi: '3.0.0',
	paths: {
		'/api/v2/drawings': {
			post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Drawing' } } } } },
		},
		'/api/v2/tracings': { post: { requestBody: { content: { 'multipart/form-data': { schema: tracing } } } } },
		'/api/v2/jobs/{id}': { get: { parameters: [{ name: 'id', in: 'path', schema: text }] } },
		'/api/v2/models': { get: { parameters: [{ $ref: '#/components/parameters/Limit' } as never] } },
	},
	components: { schemas: { Drawing: drawing }, parameters: { Limit: limit } },
});

const request = (method: string, path: string, more: Partial<Request> = {}): Request => ({
	...{ method, version: 'v2', path, fields: {}, files: [] },
	...more,
});
const draw = (fields: Request['fields'], contentType = 'application/json') => request('POST', '/drawings', { contentType, fields });
const trace = (fields: Request['fields'], ...files: string[]) =>
	request('POST', '/tracings', { contentType: 'multipart/form-data; boundary=x', fields, files: files.map((field) => ({ field })) });
const good = { prompt: 'a fox', width: 32 };

describe('a request that is as described', () => {
	it.each<[string, Request]>([
		['JSON', draw({ ...good, style: 'ink', strokes: [{ name: 'thin', weight: 0.5 }], input: ['a', 'b'] })],
		['null where it may be', draw({ ...good, style: null, input: 'a' })],
		['a form with a file', trace({ fast: '1', speed: '0.5', style: 'oil' }, 'image')],
		['a form with several files', trace({ fast: 'false', speed: '' }, 'images[]', 'images[]')],
		['a form with something instead', trace({ width: '32', height: '16' })],
		['a query', request('GET', '/models', { fields: { limit: '50' } })],
		['a path with a part of its own', request('GET', '/jobs/1234-abcd')],
	])('passes: %s', (_name, given) => {
		expect(judge(given, specification).differences).toEqual([]);
	});

	it('is named as in the document', () => {
		expect(judge(request('GET', '/jobs/1234'), specification).call).toBe('GET /api/v2/jobs/{id}');
	});
});

describe('a difference is found', () => {
	it.each<[string, Request, Difference[]]>([
		['a path', request('GET', '/nothing'), [{ kind: 'path' }]],
		['a path that goes on', request('GET', '/jobs/1234/result'), [{ kind: 'path' }]],
		['the path of another version', { ...request('GET', '/models'), version: 'v1' }, [{ kind: 'path' }]],
		['a method', request('GET', '/drawings'), [{ kind: 'method' }]],
		['an encoding', draw(good, 'multipart/form-data'), [{ kind: 'encoding' }]],
		['a body where none is', { ...request('GET', '/jobs/1'), contentType: 'application/json' }, [{ kind: 'encoding' }]],
		['no body', request('POST', '/drawings', { fields: good }), [{ kind: 'encoding' }]],
		['a field that is missing', draw({ prompt: 'a fox' }), [{ kind: 'missing', field: 'width' }]],
		['a file that is missing', trace({}), [{ kind: 'missing', field: 'image' }]],
		['half of what stands for a file', trace({ width: '32' }), [{ kind: 'missing', field: 'height' }]],
		['a type', draw({ ...good, width: '32' }), [{ kind: 'type', field: 'width' }]],
		['a type in a form', trace({ speed: 'fast' }, 'image'), [{ kind: 'type', field: 'speed' }]],
		['a flag in a form', trace({ fast: 'yes' }, 'image'), [{ kind: 'type', field: 'fast' }]],
		['nothing in place of a number', trace({ width: '', height: '16' }), [{ kind: 'type', field: 'width' }]],
		['a broken number', draw({ ...good, width: 32.5 }), [{ kind: 'type', field: 'width' }]],
		['none of several types', draw({ ...good, input: 7 }), [{ kind: 'type', field: 'input' }]],
		['a text in place of a file', trace({ image: 'a fox' }), [{ kind: 'type', field: 'image' }]],
		['two files in place of one', trace({}, 'image', 'image'), [{ kind: 'type', field: 'image' }]],
		['a file in place of a text', trace({}, 'image', 'style'), [{ kind: 'value', field: 'style' }]],
		['a value', draw({ ...good, style: 'chalk' }), [{ kind: 'value', field: 'style' }]],
		['a number too small', draw({ ...good, width: 8 }), [{ kind: 'range', field: 'width' }]],
		['a text too short', draw({ ...good, prompt: 'a' }), [{ kind: 'range', field: 'prompt' }]],
		['a field that is unknown', draw({ ...good, color: 'red' }), [{ kind: 'unknown', field: 'color' }]],
		['one inside another', draw({ ...good, strokes: [{ weight: 1 }] }), [{ kind: 'missing', field: 'strokes.name' }]],
		['a query out of range', request('GET', '/models', { fields: { limit: '51' } }), [{ kind: 'range', field: 'limit' }]],
		['a query that is missing', request('GET', '/models'), [{ kind: 'missing', field: 'limit' }]],
	])('%s', (_name, given, expected) => {
		const { differences } = judge(given, specification);
		expect(differences).toEqual(expect.arrayContaining(expected));
		expect(differences.map(({ field }) => field)).toEqual(differences.map(() => expected[0].field));
	});
});

describe('the report', () => {
	const drawn = { operation: 'image > draw', requests: [draw(good), draw({ ...good, color: 'red' }), draw({ ...good, color: 'blue' })] };
	const color: Reason = { of: ['POST /api/v2/drawings'], kind: 'unknown', fields: ['color'], why: 'The future is colorful' };
	const refusal: Reason = { of: ['image > paint'], kind: 'refused', fields: ['No paint'], why: 'Paint is out' };
	const on = (played: Parameters<typeof reportOn>[2], ...reasons: Reason[]) =>
		reportOn(specification, [...new Set(played.map(({ operation }) => operation))], played, reasons);

	it('is an error for each difference without a reason, once', () => {
		expect(on([drawn]).errors).toEqual(['image > draw, POST /api/v2/drawings: color unknown']);
		expect(on([drawn], color).errors).toEqual([]);
	});

	it('takes a reason for its own call, kind and field alone', () => {
		for (const other of [{ of: ['POST /api/v2/tracings'] }, { kind: 'missing' as const }, { fields: ['paper'] }, { fields: undefined }]) {
			const { errors } = on([drawn], { ...color, ...other });
			expect(errors).toEqual(['image > draw, POST /api/v2/drawings: color unknown', expect.stringContaining('is idle')]);
		}
	});

	it('is an error for each idle reason, and each idle part of one', () => {
		expect(on([{ ...drawn, requests: [draw(good)] }], color).errors).toEqual([
			'POST /api/v2/drawings: the reason for "color unknown" is idle',
		]);
		expect(on([drawn], { ...color, fields: ['color', 'paper'] }).errors).toEqual([
			'POST /api/v2/drawings: the reason for "paper unknown" is idle',
		]);
	});

	it('is an error for what has sent nothing, and for what has failed', () => {
		const painted = { operation: 'image > paint', requests: [], error: 'No paint' };
		expect(reportOn(specification, ['image > paint'], [], []).errors).toEqual(['image > paint: has sent nothing']);
		expect(on([painted]).errors).toEqual(['image > paint, image > paint: refuses, saying No paint']);
		expect(on([painted], refusal).errors).toEqual([]);
		expect(on([painted, { ...painted, error: 'No wall' }], refusal).errors).toEqual([
			'image > paint, image > paint: refuses, saying No wall',
		]);
		expect(on([drawn], color, refusal).errors).toEqual(['image > paint: the reason for "refuses, saying No paint" is idle']);
	});

	it('is printed as a table with a line for each call, and the reasons', () => {
		const report = on([drawn, { operation: 'image > paint', requests: [], error: 'No paint' }], color);
		expect(tableOf(report).slice(1)).toEqual([
			['image > draw', 'POST /api/v2/drawings', 'color unknown [1]'],
			['image > paint', '', 'refuses, saying No paint [NO REASON]'],
		]);
		expect(legendOf(report)).toBe('[1] The future is colorful');
		expect(summaryOf(report)).toBe('2 operations, 2 calls: 0 as described, 1 with a reason, 1 errors');
	});
});

describe('the version', () => {
	it('is told by the paths', () => {
		expect(specification.version).toBe('v2');
		expect(new Specification({ openapi: '3.0.0', paths: { '/api/v1/client/models': {} } }).version).toBe('v1');
		for (const other of [{ paths: { '/pets': {} } }, {}]) {
			expect(() => new Specification(other as never)).toThrow('no call of version 1 or 2');
		}
	});

	it.each(['v2', 'v1'] as const)('has reasons for its own calls: %s', (version) => {
		const base = { v2: '/api/v2', v1: '/api/v1/client' }[version];
		const paid = Object.values(endpoints).flatMap((endpoint) => ('price' in endpoint ? [endpoint, endpoint.price] : [endpoint]));
		const calls = paid.map((endpoint) => `POST ${base}${(endpoint as Record<string, unknown>)[version]}`);
		const named = reasonsFor(version).filter(({ kind }) => kind !== 'refused');
		expect(calls).toEqual(expect.arrayContaining(named.flatMap(({ of }) => of)));
	});
});
