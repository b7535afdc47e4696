import { createHash } from 'crypto';
import type { INodeExecutionData, NodeParameterValueType } from 'n8n-workflow';
import { jsonStringify } from 'n8n-workflow';

import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';

/** What says how a run goes, or what is done with its results, but not what is bought. */
const OF_THE_RUN = new Set(['resource', 'operation', 'options', 'modelLimits', 'waitForCompletion', 'waitMode']);
const OPTIONS_OF_THE_RUN = new Set([
	'callbackUrl',
	'concurrency',
	'downloadResult',
	'estimatePriceOnly',
	'fallbackModels',
	'fileName',
	'maximumPieces',
	'maximumPrice',
	'outputField',
	'pictureFormat',
	'submitAgain',
	'textFile',
	'waitTimeout',
]);

/**
 * Identifies what the person asks for with an item: the parameters as they are written, not as their expressions
 * resolve, and the item itself (docs/decisions/18-changed-is-what-the-person-changed.md).
 */
export function wordings({ n8n, operation }: Pick<RunContext<Operation>, 'n8n' | 'operation'>): (itemIndex: number) => string {
	const { options = {}, ...parameters } = n8n.getNode().parameters;
	const written = hash([
		[operation.resource, operation.value],
		sorted(parameters).filter(([name, value]) => !OF_THE_RUN.has(name) && !isDefault(operation, name, value)),
		sorted(options as object).filter(([name]) => !OPTIONS_OF_THE_RUN.has(name)),
	]);
	const items = n8n.getInputData();
	return (itemIndex) => hash([written, facts(items[itemIndex])]);
}

type Parameter = [name: string, value: NodeParameterValueType];

function sorted(parameters: object): Parameter[] {
	return Object.entries(parameters)
		.map(([name, value]: Parameter): Parameter => [name, chosen(value)])
		.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Of a choice from a list, only what was chosen: the editor keeps the name that it has shown as well. */
function chosen(value: NodeParameterValueType): NodeParameterValueType {
	return typeof value === 'object' && value !== null && '__rl' in value ? value.value : value;
}

/** n8n fills in what is not written, with what this version of the package has as default. */
function isDefault({ fields }: Operation, name: string, value: NodeParameterValueType): boolean {
	if (name === 'model') return value === '';
	const properties = fields.filter(({ optional }) => !optional).flatMap((field) => field.properties);
	return properties.some((property) => property.name === name && JSON.stringify(property.default) === JSON.stringify(value));
}

function facts({ json, binary = {} }: INodeExecutionData): unknown {
	return [json, Object.entries(binary).map(([field, { id, fileName, mimeType, fileSize }]) => [field, id, fileName, mimeType, fileSize])];
}

function hash(what: unknown): string {
	return createHash('sha256')
		.update(jsonStringify(what, { replaceCircularRefs: true }))
		.digest('base64url')
		.slice(0, 22);
}
