import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Task } from '../../shared/catalogue';
import type { Timing } from '../../shared/timing';
import type { Field, ItemParameters } from '../fields/field';

interface Described {
	resource: 'image' | 'job';
	/** Public interface, like the names of the fields. */
	value: string;
	name: string;
	action: string;
	description: string;
	fields: Field[];
}

/** Submits a job, waits, and puts its result out. This costs money. */
export interface Submission extends Described {
	kind: 'submission';
	/** Below `/api/v1/client`. */
	endpoint: string;
	encoding: 'json' | 'multipart';
	task: Task;
	/** What a finished job leaves behind. */
	result: 'file';
	/** Default of Wait Timeout, in seconds. */
	waitSeconds: number;
}

/** Puts out the result of jobs that were submitted before. */
export interface Retrieval extends Described {
	kind: 'retrieval';
	waitSeconds: number;
}

/** Is answered at once, item by item. */
export interface Inquiry extends Described {
	kind: 'inquiry';
	ask(context: IExecuteFunctions, item: ItemParameters, timing: Timing): Promise<IDataObject>;
}

/** What the node can do, as data. To add an operation, add a file and list it in `index.ts`. */
export type Operation = Submission | Retrieval | Inquiry;
