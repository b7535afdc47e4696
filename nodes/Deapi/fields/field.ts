import type { IBinaryData, INodeProperties } from 'n8n-workflow';

import type { Model } from '../../shared/api/model';
import type { RequestBody } from '../../shared/api/requestBody';
import type { FilePart } from '../../shared/media/filePart';
import type { Bound } from './limits';

/** Reads the parameters of one input item. */
export interface ItemParameters {
	/** A field's value, wherever the editor put it; undefined where the user left it out. */
	get(field: Field): unknown;
	/** A parameter by its own name. */
	raw(name: string): unknown;
	/** The file in a binary field of the item, by its name or as itself. Throws an `InputError` where that is none. */
	file(label: string, source: IBinaryData | string): Promise<FilePart>;
	/** The file at an address, or in a data: URI. Throws an `InputError` where it cannot be had. */
	fileAt(label: string, address: string): Promise<FilePart>;
}

/** What a field may look at besides its own value. */
export interface WriteScope {
	item: ItemParameters;
	/** The chosen one. */
	model: Model;
	/** What the fields before it have written. */
	body: RequestBody;
}

/** What a piece holds of a whole. */
export type Extent = TextExtent | RecordingExtent;

export interface TextExtent {
	characters: number;
	/** Silence between it and the next when they are joined, in milliseconds. */
	pause: number;
}

/** In seconds from the start of the recording. */
export interface RecordingExtent {
	start: number;
	end: number;
	/** What is said before is told by the piece before it, which goes on a little longer. */
	from: number;
	/** Set where the user wants no time stamps, without which the pieces could not be put together. */
	isUntimed?: boolean;
}

/** One of several jobs that an item is to have. */
export interface Portion {
	/** What is different in its request. */
	changes: RequestBody;
	/** Absent for what is no piece of a whole: a variation. */
	extent?: Extent;
}

/**
 * One input of an operation: what the editor shows, and how its value becomes part of a request.
 * Made by the functions in `kinds/`; `sets/` has those that operations share.
 */
export interface Field {
	/** The parameter's name in saved workflows: public interface. */
	name: string;
	/** What the user sees, and what error messages call it. */
	label: string;
	/** The API's fields that it fills. */
	api: string[];
	required?: boolean;
	/** Shown in the Options collection. */
	optional?: boolean;
	/** Shown and sent only where another parameter has this value, e.g. `{ source: 'url' }`. */
	onlyFor?: Record<string, boolean | string>;
	properties: INodeProperties[];
	/**
	 * Whether a model can do what the value asks for: where no model is chosen, one that can is preferred. A value that cannot
	 * be read is for {@link write} to refuse.
	 */
	suits?(value: unknown, model: Model): boolean;
	/** The API has it since version 2. */
	isV2?: boolean;
	/** A number is drawn where the user gives none: two requests that differ in it alone ask for the same. */
	isSeed?: boolean;
	/** What of it the chosen model bounds. */
	bounds?: Bound[];
	/**
	 * Its part of the request.
	 *
	 * @param value undefined where the user left it out
	 * @throws {InputError} where the value cannot work with the model
	 */
	write(value: unknown, scope: WriteScope): RequestBody | Promise<RequestBody>;
	/**
	 * Several jobs in the place of one, where a single one cannot do what is written, or several are wanted.
	 *
	 * @param models the chosen one, and those that may take its place
	 * @returns undefined where one job does
	 * @throws {InputError} where it cannot be done
	 */
	divide?(scope: WriteScope, models: Model[]): Portion[] | undefined | Promise<Portion[] | undefined>;
	/** What it will come to, for the editor to show: by parameters as they are written, which may be expressions. */
	foreseen?: { by: string[]; tell(parameter: (name: string) => unknown, model: Model): string | undefined };
}

/** Whether a field is shown and sent, by the other parameters. */
export function applies({ onlyFor = {} }: Field, parameter: (name: string) => unknown): boolean {
	return Object.entries(onlyFor).every(([name, value]) => parameter(name) === value);
}

/** What the constructors of all kinds take. */
export interface FieldOptions {
	name: string;
	label: string;
	description: string;
	optional?: boolean;
	onlyFor?: Record<string, boolean | string>;
}
