import { asText, isRecord } from '../util/json';
import type { FieldMessage } from './errors';

const MAX_MESSAGE_LENGTH = 500;

/** The count of what the fields tell one by one. */
const MORE_ERRORS = /\s*\(and \d+ more errors?\)\s*$/i;

/** What an answer says of each field: as an object keyed by field, or as a list of `{ field, messages }` (docs/api.md#errors). */
export function fieldMessages(body: unknown): FieldMessage[] {
	const errors = isRecord(body) ? body.errors : undefined;
	if (Array.isArray(errors)) {
		return errors.filter(isRecord).map((entry) => ({
			field: asText(entry.field ?? ''),
			messages: textList(entry.messages ?? entry.message),
		}));
	}
	if (isRecord(errors)) {
		return Object.entries(errors).map(([field, messages]) => ({ field, messages: textList(messages) }));
	}
	return [];
}

/** What an answer says in all; empty where it says nothing. */
export function apiMessage(body: unknown): string {
	const said = isRecord(body) ? (errorMessage(body.message) ?? errorMessage(body.error)) : undefined;
	return (said ?? '').slice(0, MAX_MESSAGE_LENGTH).replace(MORE_ERRORS, '');
}

/** The text of what calls itself an error: itself, or the message in it; undefined where it says nothing. */
export function errorMessage(said: unknown): string | undefined {
	const text = isRecord(said) ? said.message : said;
	return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

/** Whether an answer is no JSON at all: the API's own are, and an empty one may be its own, too. */
export function isPage(body: unknown): boolean {
	return typeof body === 'string' && body.trim() !== '';
}

function textList(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value]).filter((entry) => entry !== undefined && entry !== null).map(asText);
}
