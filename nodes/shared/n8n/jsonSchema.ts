/** As much of JSON Schema as n8n's editor shows before the first run. */
export interface JsonSchema {
	type: string | string[];
	properties?: Record<string, JsonSchema>;
	items?: JsonSchema;
	/** Of the schema, for n8n. */
	version?: number;
}

export const text: JsonSchema = { type: 'string' };
export const number: JsonSchema = { type: 'number' };
