import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Field } from '../fields/field';
import type { Operation } from '../operations/operation';

/** Conditions of n8n: the node as a tool of an AI Agent, and as a node of its own. */
const AS_TOOL: IDisplayOptions = { show: { '@tool': [true] } };
const AS_NODE: IDisplayOptions = { hide: { '@tool': [true] } };

/** An AI Agent hands over no files: what cannot do without one is not among its tools. */
export function suitsTools({ fields }: Operation): boolean {
	return !fields.some(({ takesFile, required, onlyFor }) => takesFile && required && !onlyFor);
}

/** A field's properties: as a tool, without files and without what asks for one. */
export function fieldProperties({ takesFile, name, properties }: Field, fields: Field[]): INodeProperties[] {
	if (takesFile) return properties.map((property) => also(property, AS_NODE));
	const onFile = fields.flatMap((field) => (field.takesFile && field.required ? (field.onlyFor?.[name] ?? []) : []));
	return properties.flatMap((property) => withoutForTools(property, onFile));
}

/** A choice, which as a tool lacks some values. */
export function withoutForTools(choice: INodeProperties, values: unknown[]): INodeProperties[] {
	const options = (choice.options ?? []) as INodePropertyOptions[];
	const left = options.filter(({ value }) => !values.includes(value));
	if (left.length === options.length) return [choice];
	const initial = left.find(({ value }) => value === choice.default) ?? left[0];
	return [also(choice, AS_NODE), also({ ...choice, options: left, default: initial.value }, AS_TOOL)];
}

function also(property: INodeProperties, { show, hide }: IDisplayOptions): INodeProperties {
	const { displayOptions: own = {} } = property;
	return {
		...property,
		displayOptions: { ...own, ...(show && { show: { ...own.show, ...show } }), ...(hide && { hide: { ...own.hide, ...hide } }) },
	};
}
