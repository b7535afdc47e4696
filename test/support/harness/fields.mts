import type { IBinaryData } from 'n8n-workflow';
import { expect } from 'vitest';

import type { Field, ItemParameters } from '../../../nodes/Deapi/fields/field.ts';
import { NO_MODEL } from '../../../nodes/shared/api/model.ts';
import type { Model } from '../../../nodes/shared/api/model.ts';
import { isFilePart } from '../../../nodes/shared/api/requestBody.ts';
import type { RequestBody } from '../../../nodes/shared/api/requestBody.ts';
import type { FilePart } from '../../../nodes/shared/media/filePart.ts';
import { InputError } from '../../../nodes/shared/n8n/inputError.ts';

/** What an item has. */
interface ItemContent {
	parameters?: Record<string, unknown>;
	/** By the names of their binary fields. */
	files?: Record<string, SomeFile>;
	/** By their addresses. */
	addresses?: Record<string, SomeFile>;
}

interface SomeFile {
	content?: Buffer;
	mimeType: string;
	fileName?: string;
}

interface Scope {
	/** What the model has; otherwise it limits nothing. */
	model?: Partial<Model>;
	/** What the fields before it have written. */
	body?: RequestBody;
	item?: ItemContent;
}

/** What the user reads where a value cannot work. */
export interface Refused {
	parameter: string;
	message: string;
	remedy?: string;
}

export const someModel = (has: Partial<Model> = {}): Model => ({ ...NO_MODEL, slug: 'Sketcher', name: 'The Sketcher', ...has });

/** A field's part of the request. */
export async function writeField(field: Field, value: unknown, { model, body = {}, item = {} }: Scope = {}): Promise<RequestBody> {
	return await field.write(value, { item: someItem(item), model: someModel(model), body });
}

/** What the field says of a value that cannot work. */
export async function refusalOf(field: Field, value: unknown, scope: Scope = {}): Promise<Refused> {
	const outcome: unknown = await writeField(field, value, scope).catch((thrown: unknown) => thrown);
	expect(outcome).toBeInstanceOf(InputError);
	const { parameter, message, description } = outcome as InputError;
	return { parameter, message, remedy: description };
}

/** The names of the files in a part of a request, under the names that they are sent by. */
export function fileNamesIn(body: RequestBody): Record<string, unknown> {
	const nameOf = (value: unknown) => (isFilePart(value) ? value.fileName : value);
	return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.map(nameOf) : nameOf(value)]));
}

/** Of no format that anybody knows. */
const UNKNOWN = Buffer.from([0x9f, 0, 1, 2]);

/** A file as an expression takes it from another node. */
export const fileItself = ({ content = UNKNOWN, ...file }: SomeFile): IBinaryData => ({
	...file,
	data: content.toString('base64'),
});

function someItem({ parameters = {}, files = {}, addresses = {} }: ItemContent): ItemParameters {
	const raw = (name: string) => parameters[name];
	return {
		raw,
		get: ({ name }) => raw(name),
		file: async (label, source) => {
			const binary = typeof source === 'string' ? files[source] && fileItself(files[source]) : source;
			if (!binary) throw new InputError(label, `There is no file ${JSON.stringify(source)}`);
			return partOf(binary);
		},
		fileAt: async (label, address) => {
			if (addresses[address]) return partOf(fileItself(addresses[address]));
			throw new InputError(label, `There is no file at ${JSON.stringify(address)}`);
		},
	};
}

function partOf({ data, fileName = 'file.bin', mimeType }: IBinaryData): FilePart {
	const content = Buffer.from(data, 'base64');
	return { fileName, mimeType, size: content.length, open: async () => content };
}
