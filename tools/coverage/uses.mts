import type { PaidEndpoint } from '../../nodes/shared/api/endpoints.ts';
import type { Field } from '../../nodes/Deapi/fields/field.ts';
import type { Booster } from '../../nodes/Deapi/operations/booster.ts';
import type { JobOperation, Operation, PaidCallOperation, Route } from '../../nodes/Deapi/operations/operation.ts';
import type { Version } from '../../test/support/emulator/api.mts';
import { nameOf } from '../../test/support/harness/operationName.mts';
import { nameIn } from './versions.mts';

/** What an operation sends to an endpoint. */
export interface Use {
	/** e.g. `image > generate`. */
	operation: string;
	/** With its method, e.g. `POST /images/generations`. */
	endpoint: string;
	fields: string[];
}

const CATALOG = { endpoint: 'GET /models', fields: ['limit', 'page'] };
const STATUS = { endpoint: 'GET /jobs/{id}', fields: [] };
const ENHANCEMENT: PaidEndpoint = { v2: '/prompts/enhancements', price: { v2: '/prompts/enhancements/price' } };

/** The requests that are code in the node, and not data, as version 2 names them. The unit test holds them against those of the contract test. */
export const freeCalls: Record<string, Omit<Use, 'operation'>> = {
	'account > getBalance': { endpoint: 'GET /account/balance', fields: [] },
	'job > get': STATUS,
	'job > getResult': STATUS,
	'model > get': CATALOG,
	'model > getMany': CATALOG,
};

export function usesOf(operation: Operation, version: Version): Use[] {
	const name = nameOf(operation);
	if (operation.kind === 'job') return jobUses(name, operation, version);
	if (operation.kind === 'paidCall') return callUses(name, operation, version);
	const call = freeCalls[name];
	if (call) return [{ operation: name, ...call, endpoint: nameIn(version, call.endpoint) }];
	throw new Error(`Which endpoint does "${name}" ask? Add it to the freeCalls in tools/coverage/uses.mts`);
}

/** Lists have brackets in the API's names, which the node puts there on the wire. */
export function nodesName(field: string): string {
	return field.replace(/\[\]$/, '');
}

function jobUses(name: string, { route, fields, constants = {}, booster, pricedBy }: JobOperation, version: Version): Use[] {
	const callback = version === 'v2' ? ['webhook_url', 'webhook_secret'] : ['webhook_url'];
	const jobs = routesOf(route).flatMap(({ endpoint, chosen }) => {
		const sent = sentBy(
			fields.filter((field) => appliesTo(field, chosen)),
			version,
		);
		const all = ['model', ...callback, ...Object.keys(constants), ...sent];
		return paidUses({ operation: name, endpoint, fields: all, pricedBy }, version);
	});
	return booster ? [...jobs, ...boosterUses(`${name} (enhancing)`, booster, sentBy(fields, version), version)] : jobs;
}

function callUses(name: string, { method, endpoint, booster, fields, pricedBy }: PaidCallOperation, version: Version): Use[] {
	const sent = sentBy(fields, version);
	if (booster) return boosterUses(name, booster, sent, version);
	return paidUses({ operation: name, method, endpoint, fields: sent, pricedBy }, version);
}

function routesOf(route: JobOperation['route']): Array<{ endpoint: PaidEndpoint; chosen: Record<string, string> }> {
	if (!('by' in route)) return [{ endpoint: route.endpoint, chosen: {} }];
	return Object.entries<Route>(route.routes).map(([value, { endpoint }]) => ({ endpoint, chosen: { [route.by]: value } }));
}

/** Whether a field can be sent on the route that a parameter chooses. */
function appliesTo({ onlyFor = {} }: Field, chosen: Record<string, string>): boolean {
	return Object.entries(chosen).every(([name, value]) => (onlyFor[name] ?? value) === value);
}

/** What goes into it is what the job has of it. */
function boosterUses(operation: string, { prompt, image }: Booster, ofJob: string[], version: Version): Use[] {
	const hasImage = image !== undefined && [image.field, `${image.field}s`].some((field) => ofJob.includes(field));
	const text = ofJob.includes(prompt) ? ['prompt'] : [];
	const negative = ofJob.filter((field) => field === 'negative_prompt');
	const fields = ['type', 'model_slug', ...text, ...negative, ...(hasImage ? ['image'] : [])];
	return paidUses({ operation, endpoint: ENHANCEMENT, fields }, version);
}

interface Paid {
	operation: string;
	method?: string;
	endpoint: PaidEndpoint;
	fields: string[];
	pricedBy?: string[];
}

/** Prices are asked for with the fields of the job, so that only what stands in for its files is worth telling. */
function paidUses({ operation, method = 'POST', endpoint, fields, pricedBy = [] }: Paid, version: Version): Use[] {
	const path = endpoint[version];
	if (path === undefined) return [];
	return [
		{ operation, endpoint: `${method} ${path}`, fields },
		{ operation, endpoint: `${method} ${endpoint.price[version]}`, fields: pricedBy },
	];
}

function sentBy(fields: Field[], version: Version): string[] {
	return fields.filter(({ isV2 }) => !isV2 || version === 'v2').flatMap(({ api }) => api);
}
