import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { FilePart } from '../../../shared/media/filePart';
import { InputError } from '../../../shared/n8n/inputError';
import { isRecord } from '../../../shared/util/json';
import type { Field, ItemParameters } from '../../fields/field';
import { isBlank, shown } from '../../fields/values';

/** The parameters of one item, read through n8n so that expressions are resolved for that item. */
export function itemParameters(n8n: IExecuteFunctions, itemIndex: number): ItemParameters {
	// n8n throws for a missing parameter unless there is a fallback, and takes undefined for none.
	const raw = (name: string) => n8n.getNodeParameter(name, itemIndex, null, { extractValue: true }) ?? undefined;
	const get = ({ name, optional }: Field) => raw(optional ? `options.${name}` : name);
	return {
		raw,
		get,
		file: async (label, source) => {
			const binary = assertBinary(n8n, itemIndex, label, source);
			return { binary, part: await toFilePart(n8n, binary) };
		},
	};
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

/** What n8n finds: also what every object has by such a name, and whatever a Code node has put there. */
function binaryOf(n8n: IExecuteFunctions, itemIndex: number, source: IBinaryData | string): unknown {
	try {
		return n8n.helpers.assertBinaryData(itemIndex, source);
	} catch {
		return undefined;
	}
}

function isFile(value: unknown): value is IBinaryData {
	if (!isRecord(value) || typeof value.data !== 'string' || typeof value.mimeType !== 'string') return false;
	return [value.id, value.fileName, value.fileExtension].every((text) => isBlank(text) || typeof text === 'string');
}

function noSuchFile(n8n: IExecuteFunctions, itemIndex: number, label: string, given: unknown): InputError {
	const present = Object.keys(n8n.getInputData()[itemIndex]?.binary ?? {});
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

async function toFilePart(n8n: IExecuteFunctions, binary: IBinaryData): Promise<FilePart> {
	const { id, data, mimeType } = binary;
	const fileName = binary.fileName ?? `file.${binary.fileExtension ?? 'bin'}`;
	if (id) {
		const { fileSize } = await n8n.helpers.getBinaryMetadata(id);
		return { fileName, mimeType, size: fileSize, open: async () => await n8n.helpers.getBinaryStream(id) };
	}
	const content = Buffer.from(data, 'base64');
	return { fileName, mimeType, size: content.length, open: async () => content };
}
