import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../util/json';

/** Deeper ones could not be written as JSON again. */
const MAX_DEPTH = 100;

/**
 * What a text holds that is JSON: also in a code fence, or behind a byte order mark.
 *
 * @returns undefined where it is none, where it is nested more than 100 deep, or only a number, a text, a truth value or null
 */
export function structureIn(text: string): IDataObject | IDataObject[] | undefined {
	// To trim, a byte order mark is space.
	const parsed = parseJson(withoutFence(text.trim()).trim());
	return isStructure(parsed) && isShallow(parsed, MAX_DEPTH) ? (parsed as IDataObject | IDataObject[]) : undefined;
}

/** CommonMark §4.5, if the fence is around the whole text; the word after it names the language. */
function withoutFence(text: string): string {
	const [fence] = /^(?:`{3,}|~{3,})/.exec(text) ?? [];
	if (fence === undefined || text.length < fence.length * 2 || !text.endsWith(fence)) return text;
	return text
		.slice(fence.length, -fence.length)
		.trimStart()
		.replace(/^[a-z]\w*/i, '');
}

function isStructure(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

function isShallow(value: object, depth: number): boolean {
	return depth > 0 && Object.values(value).every((inner) => !isStructure(inner) || isShallow(inner, depth - 1));
}
