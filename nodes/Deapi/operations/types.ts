import type { Task } from '../../shared/catalogue';
import type { Field } from '../fields/field';

/** What the node can do, as data. To add an operation, add a file and list it in `index.ts`. */
export interface Operation {
	resource: 'image';
	/** Public interface, like the names of the fields. */
	value: string;
	name: string;
	action: string;
	description: string;
	/** Below `/api/v1/client`. */
	endpoint: string;
	encoding: 'json' | 'multipart';
	task: Task;
	fields: Field[];
	/** What a finished job leaves behind. */
	result: 'file';
	/** Default of Wait Timeout, in seconds. */
	waitSeconds: number;
}
