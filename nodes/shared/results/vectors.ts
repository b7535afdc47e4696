import { isRecord, parseJson } from '../util/json';

const MAX_DEPTH = 10;

/**
 * The vectors of an embedding result, in the order of the input. Its shape is not documented
 * (docs/api.md#vectors), so this takes JSON text, one vector, a list of vectors, and objects around either, such as
 * `{ embedding }`, `{ embeddings }` and OpenAI's `{ data: [{ index, embedding }] }`.
 *
 * @returns at least one vector, all of the same length, or undefined for anything else
 */
export function readVectors(content: unknown): number[][] | undefined {
	const vectors = unwrap(content, MAX_DEPTH);
	return isMatrix(vectors) ? vectors : undefined;
}

function unwrap(value: unknown, depth: number): unknown {
	if (depth === 0) return undefined;
	if (typeof value === 'string') return unwrap(parseJson(value), depth - 1);
	if (isRecord(value)) return unwrap(value.embedding ?? value.embeddings ?? value.result ?? value.data, depth - 1);
	if (!Array.isArray(value)) return undefined;
	if (value.every(isRecord)) return [...value].sort(byIndex).map(({ embedding }) => embedding);
	return typeof value[0] === 'number' ? [value] : value;
}

function byIndex(a: Record<string, unknown>, b: Record<string, unknown>): number {
	return typeof a.index === 'number' && typeof b.index === 'number' ? a.index - b.index : 0;
}

function isMatrix(value: unknown): value is number[][] {
	if (!Array.isArray(value) || value.length === 0) return false;
	const [first] = value;
	return value.every((row) => isVector(row) && row.length === first.length);
}

function isVector(value: unknown): value is number[] {
	return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}
