/** An API key as deAPI takes it, whatever was pasted with it: docs/api.md#requests. */
export function plainKey(given: unknown): string {
	return String(given ?? '')
		.replace(/^\s*(authorization:)?\s*bearer\s/i, '')
		.replace(/[\s\u200b-\u200d\ufeff]+/g, '')
		.replace(/^dpn-sk-/, '');
}
