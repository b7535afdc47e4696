import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Api } from '../../shared/api/client';
import type { PaidEndpoint } from '../../shared/api/endpoints';
import type { Model, Task } from '../../shared/api/model';
import type { ResultKind } from '../../shared/results/resultOptions';
import type { Field, ItemParameters } from '../fields/field';
import type { Booster } from './booster';

export type Resource = 'account' | 'audio' | 'embedding' | 'image' | 'job' | 'model' | 'prompt' | 'video';

interface OperationBase {
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
	endpoint: PaidEndpoint;
	task: Task;
}

/** Something that costs money, and whose price can be asked for first. */
interface Paid {
	/**
	 * What the API takes for a price in place of the files: of the first one, its size in pixels or its length in
	 * seconds. With none, the files are just left out.
	 */
	pricedBy?: Array<'duration' | 'duration_seconds' | 'height' | 'width'>;
}

/** How items share a job. */
export interface Batching {
	/** The field of the API that takes the texts of all of them. */
	field: string;
	/** Most texts of one job. */
	most: number;
}

/** Submits a job, waits, and puts its result out. This costs money. */
export interface JobOperation extends OperationBase, Paid {
	kind: 'job';
	/** One route, or one for each value of a parameter. */
	route: Route | { by: string; routes: Record<string, Route> };
	/** Model features of which the operation needs one. */
	needs?: string[];
	/** Fields of the API that are always the same. */
	constants?: Record<string, string>;
	/** How "Enhance Prompt First" gets a better prompt. */
	booster?: Booster;
	/** What a finished job leaves behind. */
	result: Exclude<ResultKind, 'any'>;
	/** Default of Wait Timeout, in seconds. */
	waitSeconds: number;
	/** Items with the same model go into one job, up to the limits. */
	batching?: Batching;
}

/** Is answered at once, item by item, and costs money. */
export interface PaidCallOperation extends OperationBase, Paid {
	kind: 'paidCall';
	method: 'GET' | 'POST';
	endpoint: PaidEndpoint;
	/** Of calls that improve a prompt: what it is for, and so whose models can be chosen. */
	booster?: Booster;
	/** Kept for saved workflows, and not offered for new ones. */
	isRetired?: boolean;
	schema: OutputFields;
	/** The output, from what was asked for and what came. */
	output(request: IDataObject, answer: IDataObject): IDataObject;
}

/** Puts out the result of jobs that were submitted before. */
export interface JobResultOperation extends OperationBase {
	kind: 'jobResult';
	/** Which job an item asks for. Throws an `InputError` where it names none. */
	requestIdOf(item: ItemParameters): string;
	waitSeconds: number;
}

/** What comes out of an item that is answered at once. */
type Answer = Pick<INodeExecutionData, 'binary' | 'json'>;

/** Is answered at once, item by item, for free: with one output item, or several. */
export interface FreeCallOperation extends OperationBase {
	kind: 'freeCall';
	schema: OutputFields;
	ask(api: Api<IExecuteFunctions>, item: ItemParameters): Promise<Answer | Answer[]>;
}

/** What the node can do, as data. To add an operation, add a file and list it in `index.ts`. */
export type Operation = JobOperation | PaidCallOperation | JobResultOperation | FreeCallOperation;

/** What costs money. */
export type PaidOperation = JobOperation | PaidCallOperation;

/** The route that the parameters of an item choose. */
export function routeOf({ route }: JobOperation, parameter: (name: string) => unknown): Route {
	if (!('by' in route)) return route;
	const routes = Object.entries(route.routes);
	const [, chosen] = routes.find(([value]) => value === parameter(route.by)) ?? routes[0];
	return chosen;
}

/** The models that have what the operation needs, or of which the catalog does not say. */
export function modelsAbleTo({ needs }: JobOperation, models: Model[]): Model[] {
	return models.filter(({ features }) => !needs || needs.some((feature) => features[feature] !== false));
}
