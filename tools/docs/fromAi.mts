import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../../nodes/Deapi/operations/operation.ts';

const TABLE = /^\| Operation \| Parameter \|[^\n]*\n(?:\|[^\n]*\n)*/m;
const TYPES = ['boolean', 'number', 'options', 'string'];
const SIZE = 'ratio';
/** What a model has to know of every address. */
const ADDRESS = 'result_url of the tool that made it, whole and unchanged, or an https address that the user gave';

/** The page of tools with a table of ready-made expressions, from the operations' fields, in the place of the one that it has. */
export function withExpressions(page: string, operations: Operation[]): string {
	if (!TABLE.test(page)) throw new Error('The page has no table of expressions');
	const rows = operations
		.filter((operation) => operation.kind !== 'paidCall' || !operation.isRetired)
		.flatMap((operation) => {
			const cells = mainParameters(operation).map((property) => `| ${property.displayName} | \`${expressionFor(property)}\` |`);
			return cells.map((cell, index) => `| ${index === 0 ? titleOf(operation) : ''} ${cell}`);
		});
	return page.replace(TABLE, () => ['| Operation | Parameter | Expression |', '|---|---|---|', ...rows, ''].join('\n'));
}

export function titleOf({ resource, name }: Operation): string {
	return `${resource[0].toUpperCase()}${resource.slice(1)} > ${name}`;
}

/** What a model can decide on, of what the form shows at once: no files, and nothing that leads to other parameters, but sizes. */
function mainParameters({ fields }: Operation): INodeProperties[] {
	const own = fields.filter(({ optional }) => !optional).flatMap(({ properties }) => properties);
	const conditions = [...fields.map(({ onlyFor }) => onlyFor), ...own.map(({ displayOptions }) => displayOptions?.show)];
	const deciding = new Set(conditions.flatMap((condition) => Object.keys(condition ?? {})).filter((name) => name !== SIZE));
	return own
		.filter(({ name, type, typeOptions }) => TYPES.includes(type) && !typeOptions?.binaryDataProperty && !deciding.has(name))
		.filter(({ displayOptions }) => displayOptions?.show?.[SIZE] === undefined);
}

function expressionFor(property: INodeProperties): string {
	const { name, type, required } = property;
	const kind = type === 'options' ? 'string' : type;
	const initial = required || property.default === '' ? '' : `, ${JSON.stringify(property.default).replaceAll('"', "'")}`;
	return `{{ $fromAI('${name}', '${wordsFor(property)}', '${kind}'${initial}) }}`;
}

function wordsFor({ name, type, description = '', options = [] }: INodeProperties): string {
	// How a person chooses is of no use to a model, and n8n takes a plain quote for the end.
	const words = description
		.replace(/ Choose from the list, or .*$/, '')
		.replaceAll("'", '’')
		.replaceAll('|', '/');
	if (type === 'options') {
		const values = (options as INodePropertyOptions[]).map(({ value }) => value).filter((value) => value !== 'custom');
		return values.length > 0 ? `${words.replace(/\.$/, '')}. One of: ${values.join(', ')}` : words;
	}
	return /Urls?$/.test(name) && !/platform|YouTube|Space/.test(words) ? `${words.replace(/\.$/, '')}: ${ADDRESS}` : words;
}
