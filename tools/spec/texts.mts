import type { Schema } from './openApi.mts';

const FLAGS: Record<string, boolean> = { '1': true, '0': false, true: true, false: false };

/** What a text of a form or a query stands for where the schema wants something else; itself where it stands for nothing. */
export function readText(value: unknown, schema: Schema = {}): unknown {
	if (Array.isArray(value)) return value.map((entry) => readText(entry, schema.items));
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, readText(entry, schema.properties?.[name])]));
	}
	const types = typesOf(schema);
	if (typeof value !== 'string' || types.includes('string')) return value;
	if (value === '') return schema.nullable ? null : value;
	if (types.includes('boolean')) return FLAGS[value] ?? value;
	const isNumber = types.some((type) => type === 'integer' || type === 'number');
	return isNumber && Number.isFinite(Number(value)) ? Number(value) : value;
}

function typesOf({ type, oneOf = [], anyOf = [] }: Schema): string[] {
	return [...(type ? [type] : []), ...[...oneOf, ...anyOf].flatMap(typesOf)];
}
