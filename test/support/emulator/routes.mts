import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { api, BASES } from './api.mts';
import type { Endpoint, Version } from './api.mts';
import type { Method } from './api/endpoint.mts';
import { GONE } from './api/v1.mts';
import { boost, samplePrompt } from './boosters.mts';
import type { Emulator } from './emulator.mts';
import { breakConnection } from './faults.mts';
import type { Fault } from './faults.mts';
import { statusOf } from './jobAnswers.mts';
import { listModels } from './listing.mts';
import { isPartner } from './model.mts';
import type { Submission } from './order.mts';
import { prices } from './prices.mts';
import { begin, isRefused, pay } from './purchases.mts';
import type { RecordedRequest } from './requests.mts';
import { validate } from './validation.mts';

/** A request once its body has been read. */
export type ReadRequest = FastifyRequest & { submission: Submission; fault?: Fault; recorded: RecordedRequest };

/** What the limits of requests need to know of a route. */
export interface RouteConfig {
	endpoint: string;
	isPrice: boolean;
}

/** The answer to a submission; what it does to the emulator is done when it is there. */
type Handler = (request: ReadRequest, reply: FastifyReply) => unknown;

/** Every endpoint of the tables, and its price, as a route. */
export function addRoutes(server: FastifyInstance, emulator: Emulator): void {
	for (const version of ['v2', 'v1'] as const) {
		for (const [name, endpoint] of Object.entries(api[version])) addEndpoint(server, emulator, version, name, endpoint);
	}
	for (const path of GONE) {
		for (const url of [path, `${path}/price-calculation`])
			server.post(`${BASES.v1}${url}`, (_request, reply) => refuseGone(emulator, reply));
	}
	server.setNotFoundHandler((request, reply) => refuseRoute(request, reply));
}

function addEndpoint(server: FastifyInstance, emulator: Emulator, version: Version, name: string, endpoint: Endpoint): void {
	const does = endpoint.does ?? name;
	const add = (method: Method, path: string, isPrice: boolean, handler: Handler) =>
		server.route({
			method,
			url: `${BASES[version]}${path.replace('{id}', ':id')}`,
			config: { endpoint: does, isPrice } satisfies RouteConfig,
			handler: async (request, reply) => await answer(request as ReadRequest, reply, handler),
		});
	const [method, path] = name.split(' ') as [Method, string];
	add(method, path, false, handlerOf(emulator, version, does, endpoint));
	const { price } = endpoint;
	if (price) add(price.method, price.path, true, (request, reply) => calculatePrice(emulator, version, does, endpoint, request, reply));
}

function handlerOf(emulator: Emulator, version: Version, does: string, endpoint: Endpoint): Handler {
	if (does === 'GET /account/balance') return () => ({ data: { balance: emulator.balance } });
	if (does === 'GET /models') return ({ query }) => listModels(emulator.url, version, query as Record<string, string>);
	if (does === 'GET /jobs/{id}') return (request, reply) => tellJob(emulator, version, request, reply);
	return (request, reply) => take(emulator, does, endpoint, request, reply);
}

/** Some answers get lost or come late, as a fault wants it, though the request has taken effect. */
async function answer(request: ReadRequest, reply: FastifyReply, handler: Handler): Promise<unknown> {
	const body = await handler(request, reply);
	const { drop, late = 0 } = request.fault ?? {};
	if (drop) return breakConnection(request, reply);
	await delay(late);
	return body;
}

/** Takes a job or a prompt, or refuses it; the money goes when it is taken. */
async function take(emulator: Emulator, does: string, endpoint: Endpoint, request: ReadRequest, reply: FastifyReply) {
	const { submission, recorded } = request;
	if (endpoint.answer === 'sample' && !emulator.hasSamples) return refuseRoute(request, reply);
	const purchase = await pay(emulator, does, endpoint, submission);
	if (isRefused(purchase.errors)) return refuse(emulator, purchase.errors, reply);
	if (endpoint.answer === 'prompt') return boost(purchase.order);
	if (endpoint.answer === 'sample') return samplePrompt(purchase.order);
	const { requestId } = begin(emulator, does, endpoint, purchase, submission, recorded.files);
	return { data: { request_id: requestId } };
}

async function calculatePrice(
	emulator: Emulator,
	version: Version,
	does: string,
	endpoint: Endpoint,
	request: ReadRequest,
	reply: FastifyReply,
) {
	if (endpoint.answer === 'sample' && !emulator.hasSamples) return refuseRoute(request, reply);
	const demands = { ...endpoint, does, fields: endpoint.price!.fields };
	const { errors, order } = await validate(demands, request.submission, emulator.takesAnySize);
	if (isRefused(errors)) return refuse(emulator, errors, reply);
	const price = await prices[does](order);
	if (endpoint.answer !== 'job') return { price };
	return { data: { price, ...(version === 'v2' && { is_estimated: isPartner(order.model!) }) } };
}

/** In the shape of the API's framework, or in the one that older documents have (docs/api.md#errors). */
function refuse(emulator: Emulator, errors: Record<string, string[]>, reply: FastifyReply) {
	reply.code(422);
	if (emulator.errorShape === 'list') {
		const list = Object.entries(errors).map(([field, messages]) => ({ field, messages }));
		return { data: null, message: 'The given data was invalid.', errors: list, statusCode: 422 };
	}
	const [first, ...more] = Object.values(errors).flat();
	const others = more.length > 0 ? ` (and ${more.length} more error${more.length > 1 ? 's' : ''})` : '';
	return { message: `${first}${others}`, errors };
}

function refuseRoute(request: FastifyRequest, reply: FastifyReply) {
	const [path] = request.url.slice(1).split('?');
	return reply.code(404).send({ message: `The route ${path} could not be found.` });
}

function refuseGone({ url }: Emulator, reply: FastifyReply) {
	const link = `<${url}${BASES.v2}/prompts/enhancements>; rel="successor-version"`;
	return reply.code(410).headers({ deprecation: 'true', link }).send({ message: 'This endpoint is gone.' });
}

/** Both versions know all jobs. */
function tellJob({ jobs, storage }: Emulator, version: Version, request: FastifyRequest, reply: FastifyReply) {
	const job = jobs.all.get((request.params as { id: string }).id);
	if (!job) return reply.code(404).send({ message: 'No query results for the requested resource.' });
	const isEarly = job.status === 'done' && (job.looksBeforeUrl ?? 0) > 0;
	if (isEarly) job.looksBeforeUrl!--;
	return { data: statusOf[version](job, (of, extension) => (isEarly ? undefined : storage.signUrl(of, extension))) };
}
