import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Task } from '../../shared/api/models';
import type { ResultKind } from '../../shared/results/resultOptions';
import type { Timing } from '../../shared/util/timing';
import type { Field, ItemParameters } from '../fields/field';

export type Resource = 'account' | 'audio' | 'embedding' | 'image' | 'job' | 'model' | 'prompt' | 'video';

interface Described {
	resource: Resource;
	/** Public interface, like the names of the fields. */
	value: string;
	name: string;
	action: string;
	description: string;
	fields: Field[];
}

/** The fields of the output that are known beforehand, and their types. */
type OutputFields = Record<string, 'array' | 'number' | 'object' | 'string'>;

/** Where a job is submitted, and what its model must be able to do. */
export interface Route {
	/** Below `/api/v1/client`. */
	endpoint: string;
	task: Task;
}

/** Something that costs money, and whose price can be asked for first. */
interface Paid {
	/** How to ask for the price; by default `<endpoint>/price-calculation`, with the fields of the request. */
	price?: {
		endpoint?: string;
		/**
		 * What the API takes in place of the files: of the first one, its size in pixels or its length in
		 * seconds. With none, the files are just left out.
		 */
		insteadOfFiles?: Array<'duration' | 'duration_seconds' | 'height' | 'width'>;
	};
}

/** How "Enhance Prompt First" gets a better prompt: facts file §1.5. */
export interface Enhancement {
	endpoint: string;
	/** The field of the job that holds the prompt. */
	prompt: string;
	/** The booster's field for what the job has under another name, e.g. `{ image: 'first_frame_image' }`. */
	more: Record<string, string>;
}

/** How items share a job. */
export interface Batching {
	/** The field of the API that takes the texts of all of them. */
	field: string;
	/** Most texts of one job. */
	most: number;
}

/** Submits a job, waits, and puts its result out. This costs money. */
export interface Submission extends Described, Paid {
	kind: 'submission';
	/** One route, or one for each value of a parameter. */
	route: Route | { by: string; routes: Record<string, Route> };
	/** Model features of which the operation needs one. */
	needs?: string[];
	/** Fields of the API that are always the same. */
	constants?: Record<string, string>;
	enhancement?: Enhancement;
	/** What a finished job leaves behind. */
	result: Exclude<ResultKind, 'any'>;
	/** Default of Wait Timeout, in seconds. */
	waitSeconds: number;
	/** Items with the same model go into one job, up to the limits. */
	batching?: Batching;
}

/** Is answered at once, item by item, and costs money. */
export interface Purchase extends Described, Paid {
	kind: 'purchase';
	method: 'GET' | 'POST';
	endpoint: string;
	schema: OutputFields;
	/** The output, from what was asked for and what came. */
	output(request: IDataObject, answer: IDataObject): IDataObject;
}

/** Puts out the result of jobs that were submitted before. */
export interface Retrieval extends Described {
	kind: 'retrieval';
	waitSeconds: number;
}

/** Is answered at once, item by item, for free: with one output item, or several. */
export interface Inquiry extends Described {
	kind: 'inquiry';
	schema: OutputFields;
	ask(context: IExecuteFunctions, item: ItemParameters, timing: Timing): Promise<IDataObject | IDataObject[]>;
}

/** What the node can do, as data. To add an operation, add a file and list it in `index.ts`. */
export type Operation = Submission | Purchase | Retrieval | Inquiry;

/** The route that the parameters of an item choose. */
export function routeOf({ route }: Submission, parameter: (name: string) => unknown): Route {
	if (!('by' in route)) return route;
	const routes = Object.entries(route.routes);
	const [, chosen] = routes.find(([value]) => value === parameter(route.by)) ?? routes[0];
	return chosen;
}
