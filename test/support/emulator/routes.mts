import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { api } from './api.mts';
import type { Endpoint } from './api.mts';
import { boost, samplePrompt } from './boosters.mts';
import { catalog } from './catalog.mts';
import type { Emulator } from './emulator.mts';
import { makers } from './endpoints.mts';
import { breakConnection } from './faults.mts';
import type { Fault } from './faults.mts';
import type { Job } from './jobs.mts';
import type { Submission } from './order.mts';
import { prices } from './prices.mts';
import { validate } from './validation.mts';

export const API = '/api/v1/client';

/** A request once its body has been read. */
export type ReadRequest = FastifyRequest & { submission: Submission; fault?: Fault };

/** The answer to a submission; what it does to the emulator is done when it is there. */
type Handler = (request: ReadRequest, reply: FastifyReply) => unknown;

/** Every endpoint of the table, and its price, as a route. */
export function addRoutes(server: FastifyInstance, emulator: Emulator): void {
	const add = (method: 'GET' | 'POST', path: string, handler: Handler) =>
		server.route({ method, url: `${API}${path}`, handler: async (request, reply) => await answer(request as ReadRequest, reply, handler) });
	for (const [name, endpoint] of Object.entries(api)) {
		if (endpoint.answer === 'data') continue;
		const [method, path] = name.split(' ') as ['GET' | 'POST', string];
		add(method, path, (request, reply) => take(emulator, name, endpoint, request, reply));
		const { price } = endpoint;
		if (price) add(price.method, price.path, (request, reply) => calculatePrice(emulator, name, endpoint, request, reply));
	}
	add('GET', '/balance', () => ({ data: { balance: emulator.balance } }));
	add('GET', '/models', ({ query }) => listModels(query as Record<string, string>));
	add('GET', '/request-status/:id', (request, reply) => requestStatus(emulator, request, reply));
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
async function take(emulator: Emulator, name: string, endpoint: Endpoint, { submission }: ReadRequest, reply: FastifyReply) {
	const { errors, order } = await validate(endpoint, submission);
	const isRight = Object.keys(errors).length === 0;
	const price = isRight ? await prices[name](order) : 0;
	if (price > emulator.balance) errors.balance = ['Not enough balance.'];
	if (Object.keys(errors).length > 0) return refuse(emulator, errors, reply);

	emulator.balance -= price;
	if (endpoint.answer === 'prompt') return boost(name, order);
	if (endpoint.answer === 'sample') return samplePrompt(order);
	const { transcripts } = emulator;
	const type = name.slice('POST /'.length);
	const job = emulator.jobs.create(type, submission.fields, price, async () => await makers[name](order, transcripts));
	return { data: { request_id: job.requestId } };
}

async function calculatePrice(emulator: Emulator, name: string, endpoint: Endpoint, { submission }: ReadRequest, reply: FastifyReply) {
	const { errors, order } = await validate({ ...endpoint, fields: endpoint.price!.fields }, submission);
	if (Object.keys(errors).length > 0) return refuse(emulator, errors, reply);
	const price = await prices[name](order);
	return endpoint.answer === 'job' ? { data: { price } } : { price };
}

function refuse(emulator: Emulator, errors: Record<string, string[]>, reply: FastifyReply) {
	const message = 'The given data was invalid.';
	reply.code(422);
	if (emulator.errorShape === 'object') return { message, errors };
	const list = Object.entries(errors).map(([field, messages]) => ({ field, messages }));
	return { data: null, message, errors: list, statusCode: 422 };
}

function listModels({ limit = '25', page = '1', 'filter[inference_types]': filter }: Record<string, string>) {
	const models = catalog.filter(({ inference_types }) => !filter || filter.split(',').some((type) => inference_types.includes(type)));
	// As the live API does: `per_page` is ignored, `limit` works and is capped at 50.
	const perPage = Math.min(Number(limit), 50);
	const start = (Number(page) - 1) * perPage;
	return {
		data: models.slice(start, start + perPage),
		links: {},
		meta: { current_page: Number(page), last_page: Math.ceil(models.length / perPage), per_page: perPage, total: models.length },
	};
}

function requestStatus(emulator: Emulator, request: FastifyRequest, reply: FastifyReply) {
	const job = emulator.jobs.all.get((request.params as { id: string }).id);
	if (!job) return reply.code(404).send({ message: 'Request not found.' });
	const { status, progress, errorCode, errorMessage, result, isInResponse } = job;
	return {
		data: {
			status,
			progress: progress.toFixed(2),
			preview: status === 'processing' ? 'iVBORw0KGgo=' : null,
			result_url: emulator.jobs.signUrl(job) ?? null,
			results_alt_formats: alternativesOf(emulator, job),
			result: (isInResponse && result?.inResponse) || null,
			...(errorCode && { error_code: errorCode, error_message: errorMessage }),
		},
	};
}

function alternativesOf(emulator: Emulator, job: Job): Record<string, string | undefined> | null {
	const extensions = Object.keys(job.result?.alternatives ?? {});
	if (extensions.length === 0) return null;
	return Object.fromEntries(extensions.map((extension) => [extension, emulator.storage.signUrl(job, extension)]));
}
