/** What a text says that may be JSON, after a byte order mark or not; undefined where it is not. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\ufeff/, ''));
	} catch {
		return undefined;
	}
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records of a list; what else is in it, or no list, counts for nothing. */
export function records(list: unknown): Array<Record<string, unknown>> {
	return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** What is listed: in a list, in such a list as JSON, or in a text with commas. Anything else is alone. */
export function listed(value: unknown): unknown[] {
	if (typeof value !== 'string') return Array.isArray(value) ? value : [value];
	const parsed = value.trim().startsWith('[') ? parseJson(value) : undefined;
	return Array.isArray(parsed) ? parsed : value.split(',');
}

/** The texts of a list, and its numbers as such; what else is in it counts for nothing. */
export function texts(list: unknown[]): string[] {
	return list.flatMap((entry) => (typeof entry === 'string' || Number.isFinite(entry) ? String(entry) : []));
}

/** Any value of JSON as a text, an object among them: one with a field `toString` is no text for JavaScript. */
export function asText(value: unknown): string {
	return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Whether a value is a number, or a text that says one. */
export function isNumeric(value: unknown): boolean {
	return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)));
}

/** The number that a value is or says; undefined where it is none, such as null, which is no 0. */
export function finiteNumber(value: unknown): number | undefined {
	return isNumeric(value) && Number.isFinite(Number(value)) ? Number(value) : undefined;
}
