import { number, text } from '../../shared/n8n/jsonSchema';
import type { JsonSchema } from '../../shared/n8n/jsonSchema';
import type { Operation } from '../operations/operation';

/** What every job says of itself: the API's fields, and its price as a number. */
const JOB: Record<string, JsonSchema> = {
	request_id: text,
	status: text,
	progress: text,
	result_url: text,
	results_alt_formats: { type: ['object', 'null'], properties: { jpg: text, webp: text } },
	price: number,
};

const WORDS: JsonSchema = {
	type: 'array',
	items: { type: 'object', properties: { word: text, start: number, end: number, speaker: text } },
};
const SEGMENTS: JsonSchema = {
	type: 'array',
	items: { type: 'object', properties: { start: number, end: number, text, speaker: text, words: WORDS } },
};
const VECTORS: JsonSchema = { type: 'array', items: { type: 'array', items: number } };

const RESULT_FIELDS: Record<string, Record<string, JsonSchema>> = {
	text: { text },
	transcript: { text, language: text, segments: SEGMENTS },
	vectors: { embeddings: VECTORS, dimensions: { type: 'integer' } },
};

/** The shape of an operation's output, so that its fields can be dragged before the first run. */
export function outputSchemaOf(operation: Operation): JsonSchema {
	return { type: 'object', properties: outputFieldsOf(operation), version: 1 };
}

function outputFieldsOf(operation: Operation): Record<string, JsonSchema> {
	switch (operation.kind) {
		case 'job': {
			const isSeeded = operation.fields.some(({ isSeed }) => isSeed);
			return { ...JOB, model: text, ...(isSeeded && { seed: { type: 'integer' } }), ...RESULT_FIELDS[operation.result] };
		}
		case 'jobResult':
			return JOB;
		case 'paidCall':
		case 'freeCall':
			return Object.fromEntries(Object.entries(operation.schema).map(([name, type]) => [name, { type }]));
	}
}
