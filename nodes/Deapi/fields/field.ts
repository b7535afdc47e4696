import type { IBinaryData, INodeProperties } from 'n8n-workflow';

import type { Model } from '../../shared/catalogue';
import type { FilePart, RequestBody } from '../../shared/multipart';

/** Reads the parameters of one input item. */
export interface ItemParameters {
	/** A field's value, wherever the editor put it; undefined where the user left it out. */
	get(field: Field): unknown;
	/** A parameter by its own name. */
	raw(name: string): unknown;
	file(field: Field): Promise<{ binary: IBinaryData; part: FilePart }>;
}

/**
 * One input of an operation: what the editor shows, and how its value becomes part of a request.
 * Made by the functions in `fields/`, one per kind.
 */
export interface Field {
	kind: 'file' | 'number' | 'seed' | 'size' | 'text';
	/** The parameter's name in saved workflows: public interface. */
	name: string;
	/** What the user sees, and what error messages call it. */
	label: string;
	/** The API's fields that it fills. */
	api: string[];
	required?: boolean;
	/** Shown in the Options collection. */
	optional?: boolean;
	properties: INodeProperties[];
	/** Throws an `InputError` where the value cannot work with the model. */
	write(item: ItemParameters, model: Model): RequestBody | Promise<RequestBody>;
}
