import type { Schema, Specification } from './openApi.mts';

/** What stands for a file in the fields of a request. */
export const FILE = { file: true };

/**
 * All ways to fill a body or a query: JSON Schemas that name each field that may be sent, and no other. A document says of
 * several ways that one or any of them is to be taken; which one a request takes is seen by its fields.
 */
export function waysOf(schema: Schema, specification: Specification): Schema[] {
	return spread(schema, specification).map((way) => ({ additionalProperties: false, ...strict(way, specification) }));
}

function spread(schema: Schema, specification: Specification): Schema[] {
	const { oneOf, anyOf, allOf = [], ...own } = specification.resolve(schema);
	const parts = allOf.map((part) => spread(part, specification));
	for (const choice of [oneOf, anyOf]) if (choice) parts.push(choice.flatMap((part) => spread(part, specification)));
	return parts.reduce((ways, more) => ways.flatMap((way) => more.map((part) => both(way, part))), [own as Schema]);
}

function both(one: Schema, other: Schema): Schema {
	return {
		...one,
		...other,
		properties: { ...one.properties, ...other.properties },
		required: [...(one.required ?? []), ...(other.required ?? [])],
	};
}

/** The same in JSON Schema, with files in the place of binary texts, and no references left. */
function strict(schema: Schema, specification: Specification): Schema {
	const { items, properties, enum: values, ...own } = specification.resolve(schema);
	if (own.format === 'binary') return { const: FILE };
	const inner = (part: Schema) => strict(part, specification);
	const result: Schema = { ...own };
	for (const keyword of ['oneOf', 'anyOf', 'allOf'] as const) if (own[keyword]) result[keyword] = own[keyword].map(inner);
	if (items) result.items = inner(items);
	if (values) result.enum = own.nullable ? [...values, null] : values;
	if (properties) result.properties = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)]));
	return result;
}
