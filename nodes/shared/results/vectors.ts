import { finiteNumber, isRecord } from '../util/json';
import { structureIn } from './structure';

/** Of objects and JSON within JSON, around the vectors. */
const MAX_DEPTH = 10;
/** Characters: 4,000 vectors of 1,024 numbers, all digits told. A longer text would hold up n8n for seconds. */
const MAX_LENGTH = 100_000_000;

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
	if (typeof value === 'string') return value.length > MAX_LENGTH ? undefined : unwrap(structureIn(value), depth - 1);
	if (isRecord(value)) return unwrap(value.embedding ?? value.embeddings ?? value.result ?? value.data, depth - 1);
	if (!Array.isArray(value)) return undefined;
	if (value.every(isRecord)) return inOrder(value)?.map(({ embedding }) => embedding);
	return typeof value[0] === 'number' ? [value] : value;
}

/** By index, if it is told; undefined where it does not say the place of each, as vectors of other texts would do harm. */
function inOrder(entries: Array<Record<string, unknown>>): Array<Record<string, unknown>> | undefined {
	if (entries.every(({ index }) => index === undefined || index === null)) return entries;
	const places = entries.map((entry) => ({ entry, place: finiteNumber(entry.index) ?? NaN })).sort((a, b) => a.place - b.place);
	const isComplete = places.every(({ place }, position) => place === places[0].place + position);
	return isComplete ? places.map(({ entry }) => entry) : undefined;
}

function isMatrix(value: unknown): value is number[][] {
	if (!Array.isArray(value) || value.length === 0) return false;
	const [first] = value;
	return value.every((row) => isVector(row) && row.length === first.length);
}

function isVector(value: unknown): value is number[] {
	return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}
