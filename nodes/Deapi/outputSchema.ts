import type { Operation } from './operations/types';

interface JsonSchema {
	type: string | string[];
	properties?: Record<string, JsonSchema>;
}

const text: JsonSchema = { type: 'string' };

/** What every job says of itself: the API's fields. */
const JOB: Record<string, JsonSchema> = {
	request_id: text,
	status: text,
	progress: text,
	result_url: text,
	results_alt_formats: { type: ['object', 'null'], properties: { jpg: text, webp: text } },
};

/** The shape of an operation's output, so that its fields can be dragged before the first run. */
export function outputSchemaOf({ fields, kind }: Operation): JsonSchema & { version: number } {
	const properties = { ...JOB };
	if (kind === 'submission') properties.model = text;
	if (fields.some(({ kind }) => kind === 'seed')) properties.seed = { type: 'integer' };
	return { type: 'object', properties, version: 1 };
}
