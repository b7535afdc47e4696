import fc from 'fast-check';

const anyJson = fc.json({ maxDepth: 3, stringUnit: 'grapheme' });
const isNoEvent = (text: string) => !/"data":\s*\{/.test(text);
const around = (content: string) => `{"event":"job.completed","delivery_id":"d","data":{"job_request_id":"r",${content}}}`;

const nestKinds = fc.constantFrom<Array<'objects' | 'lists'>>('objects', 'lists');

/** A nest of objects or lists; `levels` is how many there are around the number, not counting the event and its data. */
export function nest(levels: number, kind: 'objects' | 'lists', isClosed = true): string {
	const [opening, closing] = kind === 'objects' ? ['{"a":', '}'] : ['[', ']'];
	return `${opening.repeat(levels)}1${isClosed ? closing.repeat(levels) : ''}`;
}

export const deepJson = fc
	.record({
		levels: fc.oneof(fc.constantFrom(19, 20, 30, 10_000), fc.integer({ min: 19, max: 2000 })),
		kind: nestKinds,
		isInData: fc.boolean(),
	})
	.map(({ levels, kind, isInData }) => {
		const deep = nest(isInData ? levels : levels + 1, kind);
		return isInData ? around(`"deep":${deep}`) : `{"event":"job.completed","data":{"job_request_id":"r"},"deep":${deep}}`;
	});

/** Well signed, and no event of the API: nothing may come of it. */
export const noEvents: Record<string, fc.Arbitrary<string | Buffer>> = {
	'any bytes': fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
	'any text': fc.string({ unit: 'binary' }),
	'any JSON': anyJson.filter(isNoEvent),
	'data that is no object': anyJson.filter((text) => !text.startsWith('{')).map((text) => `{"event":"job.completed","data":${text}}`),
	'data by way of a prototype': anyJson.map(
		(text) => `{"__proto__":{"event":"job.completed","data":{"job_request_id":"r"}},"more":${text}}`,
	),
	'JSON that is cut off': anyJson.chain((more) => {
		const whole = around(`"more":${more}`);
		return fc.nat(whole.length - 1).map((length) => whole.slice(0, length));
	}),
	'a nest that is not closed': fc
		.tuple(fc.constantFrom(10, 10_000), nestKinds)
		.map(([levels, kind]) => around(`"a":${nest(levels, kind, false)}`)),
	'JSON5 and the like': fc.constantFrom(
		"{'event':'job.completed','data':{}}",
		'{event:"job.completed",data:{}}',
		'{"event":"job.completed","data":{},}',
		'{"event":"job.completed","data":{"a":NaN}}',
		'{"event":"job.completed","data":{}}{"data":{}}',
		'/**/{"event":"job.completed","data":{}}',
	),
};

const numbers = ['1e999', '-1e999', '1e-999', '9'.repeat(400), '0.1e1000000000', '-0'];
const strings = ['"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '""'];
const noTexts = [
	'{"toString":1,"valueOf":1}',
	'{"toString":null}',
	'{"__proto__":null}',
	'{"constructor":{}}',
	'{"then":1}',
	'[{"toString":0}]',
];
const values = fc.constantFrom(...numbers, ...strings, ...noTexts, '{}', '[]', '[[]]', 'null', 'true');
const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'then', 'length'];
const fields = ['event', 'delivery_id', 'timestamp', 'job_request_id', 'job_type', 'status', 'data', 'request_id'];
const keys = fc.constantFrom(...inherited, ...fields, '', '\\ud800', '\\u0000');

/** Well signed, and an event or nearly one: whether anything comes of it is open, but it does no harm. */
export const oddEvents: fc.Arbitrary<string> = fc
	.tuple(keys, values)
	.chain(([key, value]) =>
		fc.constantFrom(
			around(`"${key}":${value}`),
			around(`"${key}":{"polluted":true,"deeper":${value}}`),
			`{"event":"job.completed","data":{"job_request_id":"r"},"${key}":${value}}`,
			`{"${key}":${value},"event":"job.completed","data":{"job_request_id":"r"}}`,
			`{"event":"job.failed","${key}":{"polluted":true},"data":{"${key}":${value}},"data":{"${key}":${value},"${key}":${value}}}`,
		),
	);

const names = fc.oneof(
	fc.constantFrom(
		'x-deapi-signature',
		'x-deapi-timestamp',
		'x-dryapi-signature',
		'x-dryapi-timestamp',
		'__proto__',
		'constructor',
		'toString',
	),
	fc.string({ maxLength: 12 }),
);
/** What Node.js delivers, and what it never does. */
export const anyHeaders = fc.dictionary(names, fc.oneof(fc.string(), fc.array(fc.string()), fc.anything(), fc.constant(Symbol('value'))));
export const anyBody = fc.oneof(
	fc.uint8Array().map((bytes) => Buffer.from(bytes)),
	fc.constantFrom(undefined, null, '', '{"event":"job.completed","data":{}}', 0, Symbol('body'), []),
	fc.constantFrom(new Uint8Array(3), new ArrayBuffer(3), { length: 3 }, { type: 'Buffer', data: [1] }),
	fc.anything(),
);
