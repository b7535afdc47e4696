import type { Field } from '../../nodes/Deapi/fields/field.ts';
import type { Booster, Operation, JobOperation } from '../../nodes/Deapi/operations/operation.ts';

/** What an operation sends to an endpoint. */
export interface Use {
	/** e.g. `image > generate`. */
	operation: string;
	/** With its method, e.g. `POST /txt2img`. */
	endpoint: string;
	fields: string[];
}

const CATALOG = { endpoint: 'GET /models', fields: ['limit', 'per_page', 'page'] };
const STATUS = { endpoint: 'GET /request-status/{request_id}', fields: [] };

/** The requests that are code in the node, and not data. The unit test holds them against those of the contract test. */
export const freeCalls: Record<string, Omit<Use, 'operation'>> = {
	'account > getBalance': { endpoint: 'GET /balance', fields: [] },
	'job > get': STATUS,
	'job > getResult': STATUS,
	'model > get': CATALOG,
	'model > getMany': CATALOG,
};

export function usesOf(operation: Operation): Use[] {
	const name = nameOf(operation);
	if (operation.kind === 'job') return jobUses(name, operation);
	if (operation.kind === 'paidCall') return paidUses(name, operation.method, operation.endpoint, sentBy(operation.fields), operation.price);
	if (name in freeCalls) return [{ operation: name, ...freeCalls[name] }];
	throw new Error(`Which endpoint does "${name}" ask? Add it to the freeCalls in tools/coverage/uses.mts`);
}

/** Lists have brackets in the API's names, which the node puts there on the wire. */
export function nodesName(field: string): string {
	return field.replace(/\[\]$/, '');
}

export function nameOf({ resource, value }: Operation): string {
	return `${resource} > ${value}`;
}

function jobUses(name: string, { route, fields, constants = {}, booster, price }: JobOperation): Use[] {
	const jobs = routesOf(route).flatMap(({ endpoint, chosen }) => {
		const sent = sentBy(fields.filter((field) => appliesTo(field, chosen)));
		return paidUses(name, 'POST', endpoint, ['model', 'webhook_url', ...Object.keys(constants), ...sent], price);
	});
	return booster ? [...jobs, ...boosterUses(name, booster, sentBy(fields))] : jobs;
}

function routesOf(route: JobOperation['route']): Array<{ endpoint: string; chosen: Record<string, string> }> {
	if (!('by' in route)) return [{ endpoint: route.endpoint, chosen: {} }];
	return Object.entries(route.routes).map(([value, { endpoint }]) => ({ endpoint, chosen: { [route.by]: value } }));
}

/** Whether a field can be sent on the route that a parameter chooses. */
function appliesTo({ onlyFor = {} }: Field, chosen: Record<string, string>): boolean {
	return Object.entries(chosen).every(([name, value]) => (onlyFor[name] ?? value) === value);
}

/** A booster's field counts only if the job has what goes into it. */
function boosterUses(name: string, { endpoint, prompt, more }: Booster, ofJob: string[]): Use[] {
	const sources = Object.entries({ prompt, ...more }).filter(([, source]) => ofJob.includes(source));
	return paidUses(
		`${name} (enhancing)`,
		'POST',
		endpoint,
		sources.map(([field]) => field),
	);
}

/** Prices are asked for with the fields of the job, so that only what stands in for its files is worth telling. */
function paidUses(operation: string, method: string, endpoint: string, fields: string[], price: JobOperation['price'] = {}): Use[] {
	const pricePath = price.endpoint ?? `${endpoint}/price-calculation`;
	return [
		{ operation, endpoint: `${method} ${endpoint}`, fields },
		{ operation, endpoint: `${method} ${pricePath}`, fields: price.insteadOfFiles ?? [] },
	];
}

function sentBy(fields: Field[]): string[] {
	return fields.flatMap(({ api }) => api);
}
