import { text } from '../shared/n8n/jsonSchema';
import type { JsonSchema } from '../shared/n8n/jsonSchema';

const maybe = (type: string): JsonSchema => ({ type: [type, 'null'] });

/** The shape of an event, so that its fields can be dragged before the first one has come. */
export const outputSchema: JsonSchema = {
	type: 'object',
	properties: {
		event: text,
		delivery_id: text,
		timestamp: maybe('string'),
		request_id: text,
		job_request_id: text,
		status: text,
		previous_status: maybe('string'),
		job_type: maybe('string'),
		started_at: maybe('string'),
		completed_at: maybe('string'),
		failed_at: maybe('string'),
		processing_time_ms: maybe('integer'),
		result_url: maybe('string'),
		error_code: maybe('string'),
		error_message: maybe('string'),
		error_reason: maybe('string'),
		retryable: maybe('boolean'),
		refunded: maybe('boolean'),
	},
	version: 1,
};
