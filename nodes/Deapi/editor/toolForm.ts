import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Conditions of n8n: the node as a tool of an AI Agent, and as a node of its own. */
const AS_TOOL: IDisplayOptions = { show: { '@tool': [true] } };
const AS_NODE: IDisplayOptions = { hide: { '@tool': [true] } };

/**
 * A property as both forms show it. An AI Agent hands over no files: a tool begins with addresses, which a model can pass on,
 * and says how else a file gets there.
 */
export function inBothForms(property: INodeProperties): INodeProperties[] {
	if (valuesOf(property).sort().join() === 'binary,url') {
		return [also(property, AS_NODE), also({ ...property, default: 'url' }, AS_TOOL)];
	}
	if (!property.typeOptions?.binaryDataProperty) return [property];
	return [also(property, AS_NODE), also({ ...property, default: '', placeholder: EXAMPLE, hint: HINT }, AS_TOOL)];
}

const EXAMPLE = "e.g. {{ $('Form').item.binary.photo }}";
const HINT = 'An AI Agent hands over no files. Use an expression to a file of an earlier node, or a URL instead.';

/** A choice, which as a tool lacks some values. */
export function withoutForTools(choice: INodeProperties, values: unknown[]): INodeProperties[] {
	const options = (choice.options ?? []) as INodePropertyOptions[];
	const left = options.filter(({ value }) => !values.includes(value));
	const initial = left.find(({ value }) => value === choice.default) ?? left[0];
	return [also(choice, AS_NODE), also({ ...choice, options: left, default: initial.value }, AS_TOOL)];
}

function valuesOf({ type, options = [] }: INodeProperties): unknown[] {
	return type === 'options' ? (options as INodePropertyOptions[]).map(({ value }) => value) : [];
}

function also(property: INodeProperties, { show, hide }: IDisplayOptions): INodeProperties {
	const { displayOptions: own = {} } = property;
	return {
		...property,
		displayOptions: { ...own, ...(show && { show: { ...own.show, ...show } }), ...(hide && { hide: { ...own.hide, ...hide } }) },
	};
}
