/** Documented as multipart, also where no file is sent: docs/api.md#multipart. */
const FORMS = new Set(['POST /audio/music', 'POST /audio/speech', 'POST /audio/transcriptions', 'POST /prompts/enhancements']);

/** Whether a request is sent as a form, in which numbers and flags are texts. */
export function isForm(request: string, uploads: string[] = []): boolean {
	return uploads.length > 0 || FORMS.has(request);
}

/** The fields of a form, or of a query, as they go over the wire. */
export function asTexts(fields: Record<string, unknown>): Record<string, unknown> {
	const plain = (value: unknown) => (value === true ? '1' : value === false ? '0' : value === null ? '' : value);
	const text = (value: unknown) => (typeof value === 'number' ? String(value) : plain(value));
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, text(value)]));
}
