import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { storedFile } from '../../../shared/files/storedFile';
import { InputError } from '../../../shared/n8n/inputError';
import { isRecord } from '../../../shared/util/json';
import type { Field, ItemParameters } from '../../fields/field';
import { isBlank, shown } from '../../fields/values';
import type { Operation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import { fileAt } from './fileAt';

/** The parameters of one item, read through n8n so that expressions are resolved for that item. */
export function itemParameters({ n8n, api }: Pick<RunContext<Operation>, 'api' | 'n8n'>, itemIndex: number): ItemParameters {
	// n8n throws for a missing parameter unless there is a fallback, and takes undefined for none.
	const raw = (name: string) => chosen(n8n.getNodeParameter(name, itemIndex, null)) ?? undefined;
	const get = ({ name, optional }: Field) => raw(optional ? `options.${name}` : name);
	return {
		raw,
		get,
		file: async (label, source) => await storedFile(n8n, assertBinary(n8n, itemIndex, label, source)),
		fileAt: async (label, address) => await fileAt(api, label, address),
	};
}

/** Of a choice from a list, what was chosen. n8n would look for it as well, but not in a parameter that it does not show. */
function chosen(value: unknown): unknown {
	return isRecord(value) && '__rl' in value ? value.value : value;
}

function assertBinary(n8n: IExecuteFunctions, itemIndex: number, label: string, source: IBinaryData | string): IBinaryData {
	if (typeof source === 'string' && source.length > 200) {
		throw new InputError(
			label,
			`"${label}" holds ${source.length} characters that look like the file itself`,
			'Enter the name of the input field that holds the file, e.g. data.',
		);
	}
	const file = binaryOf(n8n, itemIndex, source);
	if (isFile(file)) return file;
	throw noSuchFile(n8n, itemIndex, label, source);
}

/**
 * What n8n finds: also what every object has by such a name, and whatever a Code node has put there. In its binary mode
 * "Combined" a name is a path within the item's json, where the files have a field of their own.
 */
function binaryOf(n8n: IExecuteFunctions, itemIndex: number, source: IBinaryData | string): unknown {
	const find = (where: IBinaryData | string): unknown => {
		try {
			return n8n.helpers.assertBinaryData(itemIndex, where);
		} catch {
			return undefined;
		}
	};
	return find(source) ?? (typeof source === 'string' ? find(`${FILES_IN_JSON}.${source}`) : undefined);
}

/** n8n's name for it. */
const FILES_IN_JSON = '_files';

function isFile(value: unknown): value is IBinaryData {
	if (!isRecord(value) || typeof value.data !== 'string') return false;
	return [value.id, value.fileName, value.fileExtension, value.mimeType].every((text) => isBlank(text) || typeof text === 'string');
}

function noSuchFile(n8n: IExecuteFunctions, itemIndex: number, label: string, given: unknown): InputError {
	const { binary = {}, json } = n8n.getInputData()[itemIndex] ?? { json: {} };
	const present = Object.keys({ ...binary, ...(isRecord(json[FILES_IN_JSON]) && json[FILES_IN_JSON]) });
	return new InputError(
		label,
		isRecord(given)
			? `"${label}" is ${shown(given)}, not a file`
			: `There is no file in the input field ${shown(given)} that "${label}" names`,
		present.length > 0
			? `This item has files in: ${present.join(', ')}.`
			: 'This item has no files. Put a node before this one that reads or downloads the file.',
	);
}
