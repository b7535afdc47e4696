/** What a text says that may be JSON; undefined where it is not. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
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

/** Whether a value is a number, or a text that says one. */
export function isNumeric(value: unknown): boolean {
	return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)));
}

/** The number that a value is or says; undefined where it is none, such as null, which is no 0. */
export function finiteNumber(value: unknown): number | undefined {
	return isNumeric(value) && Number.isFinite(Number(value)) ? Number(value) : undefined;
}
