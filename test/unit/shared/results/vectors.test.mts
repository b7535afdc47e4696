import { describe, expect, it } from 'vitest';

import { readVectors } from '../../../../nodes/shared/results/vectors.ts';

const TWO = [
	[0.1, -0.2],
	[0.3, 4e-5],
];
const ONE = [[0.1, -0.2]];
const [first, second] = TWO;

function indexed(...indexes: unknown[]) {
	return indexes.map((index, position) => ({ index, embedding: [position] }));
}

function nested(depth: number): string {
	return `${'{"data":'.repeat(depth)}[1]${'}'.repeat(depth)}`;
}

describe('readVectors', () => {
	it.each<[string, unknown, number[][]]>([
		['a list of vectors', TWO, TWO],
		['one vector', first, ONE],
		['whole numbers', [1, 0, -1], [[1, 0, -1]]],
		['JSON of a list of vectors', JSON.stringify(TWO), TWO],
		['JSON of one vector', ` ${JSON.stringify(first)}\n`, ONE],
		['embedding', { embedding: first, dimensions: 2, model: 'Bge_M3_FP16' }, ONE],
		['embedding with a list', { embedding: TWO }, TWO],
		['embeddings', { embeddings: TWO }, TWO],
		['embeddings as objects', { embeddings: [{ embedding: first }, { embedding: second }] }, TWO],
		[
			'OpenAI, in order of index',
			{
				object: 'list',
				data: [
					{ index: 1, embedding: second },
					{ index: 0, embedding: first },
				],
			},
			TWO,
		],
		[
			'indexes as text',
			{
				data: [
					{ index: '1', embedding: second },
					{ index: '0', embedding: first },
				],
			},
			TWO,
		],
		[
			'indexes of both kinds, from one',
			[
				{ index: '2', embedding: second },
				{ index: 1, embedding: first },
			],
			TWO,
		],
		[
			'no index at all',
			[
				{ index: null, embedding: second },
				{ index: null, embedding: first },
			],
			[second, first],
		],
		['a byte order mark', `\uFEFF${JSON.stringify(TWO)}`, TWO],
		['a code fence', `\`\`\`json\n${JSON.stringify(TWO)}\n\`\`\``, TWO],
		['objects without index', [{ embedding: second }, { embedding: first }], [second, first]],
		['a result around it', { result: TWO }, TWO],
		['data around a result around it', { data: { result: { embedding: first } } }, ONE],
		['JSON within an object', { data: { result: JSON.stringify({ embeddings: TWO }) } }, TWO],
		['a vector beside data of another kind', { embedding: first, data: 'x' }, ONE],
		['a single number', [0.5], [[0.5]]],
	])('reads %s', (_, content, vectors) => expect(readVectors(content)).toEqual(vectors));

	it('sorts by number, not by text, and leaves its input alone', () => {
		const entries = Array.from({ length: 12 }, (_, position) => ({ index: 11 - position, embedding: [11 - position] }));
		expect(readVectors(entries)?.map(([value]) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
		expect(entries[0].index).toBe(11);
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['a number', 1],
		['an empty list', []],
		['an empty vector', [[]]],
		['an empty object', {}],
		['empty text', ''],
		['text that is no JSON', '0.1, 0.2'],
		['text in JSON', '"hello"'],
		['vectors of different lengths', [[1, 2], [1]]],
		['a vector among numbers', [1, [2]]],
		['numbers among vectors', [[1], 2]],
		['NaN', [1, NaN]],
		['infinity', [[1, Infinity]]],
		['a number that JSON makes infinite', '[1, 1e999]'],
		['null within', '[[1, null]]'],
		['numbers as text', ['1', '2']],
		['numbers as text within', [['1', '2']]],
		['an object without a vector', [{ embedding: [1] }, { index: 1 }]],
		['objects among vectors', [{ embedding: [1] }, [1]]],
		['an index that only some have', [{ index: 1, embedding: [1] }, { embedding: [2] }]],
		['an index that is null for some', indexed(null, 0)],
		['the same index twice', indexed(0, 0)],
		['the same index twice, once as text', indexed(0, '0')],
		['indexes with a gap', indexed(0, 2)],
		['indexes that are no numbers', indexed('a', 'b')],
		['empty indexes', indexed('', '')],
		['indexes that are not whole', indexed(0.5, 1)],
		['endless indexes', indexed(Infinity, Infinity)],
		['JSON within JSON, deeper than ten', Array.from({ length: 11 }).reduce((text) => JSON.stringify({ data: text }), '[1]')],
		['a hundred million characters', `[1]${' '.repeat(100_000_000)}`],
		['matrices', [[[1]]]],
		['something else under a known name', { data: { status: 'done' } }],
		['a hundred thousand wrappings', nested(100_000)],
	])('takes no vectors from %s', (_, content) => expect(readVectors(content)).toBeUndefined());
});
