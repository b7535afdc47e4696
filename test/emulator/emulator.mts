import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { catalogue } from './catalogue.mts';
import type { Certificate } from './certificate.mts';
import { endpoints } from './endpoints.mts';
import type { Submission } from './endpoints.mts';
import { Jobs } from './jobs.mts';
import type { Job } from './jobs.mts';
import { Validation } from './validation.mts';
import { Webhooks } from './webhooks.mts';

const API = '/api/v1/client';

export interface RecordedRequest {
	method: string;
	/** Without the API's prefix, e.g. `/txt2img`. */
	path: string;
	authorization?: string;
	contentType?: string;
	contentLength?: number;
	fields: Record<string, unknown>;
	files: Array<{ field: string; fileName: string; mimeType: string; size: number; sha256: string }>;
}

/** Trouble for the next matching requests. */
export interface Fault {
	/** e.g. `POST /txt2img`, or `GET storage`. */
	on: string;
	times?: number;
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	/** Breaks the connection: before or after the request has taken effect, or in the middle of the answer. */
	drop?: 'before' | 'after' | 'middle';
	/** Answers so many milliseconds after the request has taken effect. */
	late?: number;
}

export interface EmulatorOptions {
	certificate: Certificate;
	apiKey: string;
	webhookSecret: string;
	/** See {@link Webhooks}; by default the vendor's minute is a second. */
	retrySecond?: number;
}

/** A local deAPI: behaves as the facts file says, records what it is asked, and makes trouble on demand. */
export class Emulator {
	readonly requests: RecordedRequest[] = [];
	readonly faults: Fault[] = [];
	readonly webhooks: Webhooks;
	readonly jobs: Jobs;
	balance = 5;
	/** Shape of validation errors: a list of fields, or an object keyed by field. */
	errorShape: 'list' | 'object' = 'list';
	/** How long a result URL works, in milliseconds. */
	urlLifetime = 24 * 3_600_000;
	url = '';
	storageUrl = '';
	private readonly options: EmulatorOptions;
	private readonly api;
	private readonly storage;
	/** What happens to the answers of requests that take effect. */
	private readonly troubled = new WeakMap<FastifyRequest, Fault>();

	constructor(options: EmulatorOptions) {
		this.options = options;
		const { certificate, webhookSecret, retrySecond = 1_000 / 60 } = options;
		this.webhooks = new Webhooks({ secret: webhookSecret, ca: certificate.cert, retrySecond });
		this.jobs = new Jobs(this.webhooks);
		this.jobs.signUrl = (job) => this.signUrl(job);
		const https = { key: certificate.key, cert: certificate.cert };
		this.api = fastify({ https, bodyLimit: 100 * 1024 * 1024 });
		this.storage = fastify({ https });
	}

	async start(): Promise<this> {
		await this.api.register(multipart, { limits: { fileSize: 100 * 1024 * 1024 } });
		this.api.addHook('preHandler', async (request, reply) => await this.admit(request, reply));
		this.api.get(`${API}/balance`, () => ({ data: { balance: this.balance } }));
		this.api.get(`${API}/models`, (request) => this.listModels(request.query as Record<string, string>));
		this.api.get(`${API}/request-status/:id`, (request, reply) => this.requestStatus(request, reply));
		for (const path of Object.keys(endpoints)) {
			this.api.post(`${API}${path}`, (request, reply) => this.submit(path, request, reply));
			this.api.post(`${API}${path}/price-calculation`, (request, reply) => this.calculatePrice(path, request, reply));
		}
		this.storage.get('/depin-result/:id/*', (request, reply) => this.download(request, reply));

		await this.api.listen({ host: '127.0.0.1', port: 0 });
		await this.storage.listen({ host: '127.0.0.1', port: 0 });
		this.url = `https://localhost:${(this.api.server.address() as AddressInfo).port}`;
		this.storageUrl = `https://localhost:${(this.storage.server.address() as AddressInfo).port}`;
		return this;
	}

	async stop(): Promise<void> {
		this.jobs.stop();
		this.webhooks.stop();
		this.api.server.closeAllConnections();
		this.storage.server.closeAllConnections();
		await Promise.all([this.api.close(), this.storage.close()]);
	}

	/** Back to fair weather: no faults, jobs of a second, no callback lost. */
	calm(): void {
		this.faults.length = 0;
		this.jobs.plans.length = 0;
		this.jobs.planFor = () => undefined;
		this.jobs.duration = 1_000;
		this.webhooks.isLost = () => false;
		this.webhooks.switchedOff = false;
	}

	/** The requests to a path, e.g. `POST /txt2img`. */
	requestsTo(what: string): RecordedRequest[] {
		return this.requests.filter(({ method, path }) => `${method} ${path}`.startsWith(what));
	}

	private signUrl(job: Job): string | undefined {
		if (!job.result) return undefined;
		const expires = Date.now() + this.urlLifetime;
		const name = `${createHash('md5').update(job.requestId).digest('hex')}.${job.result.extension}`;
		return `${this.storageUrl}/depin-result/${job.requestId}/${name}?expires=${expires}&signature=${randomUUID()}`;
	}

	/** Records the request, checks the key, and makes trouble where a fault asks for it. */
	private async admit(request: FastifyRequest, reply: FastifyReply) {
		const { fields, files } = await readBody(request);
		Object.assign(request, { submission: { fields, files } });
		const path = request.url.slice(API.length).split('?')[0];
		this.requests.push({
			method: request.method,
			path,
			authorization: request.headers.authorization,
			contentType: request.headers['content-type'],
			contentLength: Number(request.headers['content-length']) || undefined,
			fields,
			files: files.map(({ content, ...file }) => ({
				...file,
				size: content.length,
				sha256: createHash('sha256').update(content).digest('hex'),
			})),
		});
		if (request.headers.authorization !== `Bearer ${this.options.apiKey}`) {
			return reply.code(401).send({ message: 'Unauthorized user.' });
		}
		const fault = this.takeFault(`${request.method} ${path}`);
		if (fault?.drop === 'before') return breakConnection(request, reply);
		if (fault?.drop === 'after' || fault?.late) return void this.troubled.set(request, fault);
		if (fault) return reply.code(fault.status ?? 500).headers(fault.headers ?? {}).send(fault.body ?? { message: 'Server Error' });
	}

	private takeFault(what: string): Fault | undefined {
		const index = this.faults.findIndex(({ on }) => what.startsWith(on));
		if (index < 0) return undefined;
		const fault = this.faults[index];
		fault.times = (fault.times ?? 1) - 1;
		if (fault.times <= 0) this.faults.splice(index, 1);
		return fault;
	}

	private listModels({ limit = '25', page = '1' }: Record<string, string>) {
		// As the live API does: `per_page` is ignored, `limit` works and is capped at 50.
		const perPage = Math.min(Number(limit), 50);
		const start = (Number(page) - 1) * perPage;
		return {
			data: catalogue.slice(start, start + perPage),
			links: {},
			meta: { current_page: Number(page), last_page: Math.ceil(catalogue.length / perPage), per_page: perPage, total: catalogue.length },
		};
	}

	private requestStatus(request: FastifyRequest, reply: FastifyReply) {
		const job = this.jobs.all.get((request.params as { id: string }).id);
		if (!job) return reply.code(404).send({ message: 'Request not found.' });
		const { status, progress, errorCode, errorMessage } = job;
		return {
			data: {
				status,
				progress: progress.toFixed(2),
				preview: status === 'processing' ? 'iVBORw0KGgo=' : null,
				result_url: this.signUrl(job) ?? null,
				results_alt_formats: null,
				result: null,
				...(errorCode && { error_code: errorCode, error_message: errorMessage }),
			},
		};
	}

	/** Takes a job, or refuses it; the money goes when a job is taken. */
	private async submit(path: string, request: FastifyRequest, reply: FastifyReply) {
		const submission = submissionOf(request);
		const check = new Validation(submission.fields);
		const { price, makeResult } = endpoints[path](check, submission);
		check.webhookUrl();
		if (!check.failed && price > this.balance) check.refuse('balance', 'Not enough balance.');
		if (check.failed) return reply.code(422).send(this.validationError(check.errors));

		this.balance -= price;
		const job = this.jobs.create(path.slice(1), submission.fields, price, makeResult);
		const { drop, late = 0 } = this.troubled.get(request) ?? {};
		if (drop) return breakConnection(request, reply);
		await delay(late);
		return { data: { request_id: job.requestId } };
	}

	private calculatePrice(path: string, request: FastifyRequest, reply: FastifyReply) {
		const submission = submissionOf(request);
		const check = new Validation(submission.fields);
		const { price } = endpoints[path](check, submission);
		if (check.failed) return reply.code(422).send(this.validationError(check.errors));
		return { data: { price } };
	}

	private validationError(errors: Record<string, string[]>) {
		const message = 'The given data was invalid.';
		if (this.errorShape === 'object') return { message, errors };
		const list = Object.entries(errors).map(([field, messages]) => ({ field, messages }));
		return { data: null, message, errors: list, statusCode: 422 };
	}

	private download(request: FastifyRequest, reply: FastifyReply) {
		const fault = this.takeFault('GET storage');
		if (fault && fault.drop === undefined) return reply.code(fault.status ?? 500).send('');
		// A signed URL with an Authorization header is a contradiction to S3-like storage.
		if (request.headers.authorization) return reply.code(400).send('Only one auth mechanism allowed');
		const { expires } = request.query as { expires?: string };
		const result = this.jobs.all.get((request.params as { id: string }).id)?.result;
		if (!result || Number(expires) < Date.now()) return reply.code(403).send('Request has expired');
		if (fault?.drop === 'middle') return sendHalf(result.content, request, reply);
		return reply.type(result.mimeType).send(result.content);
	}
}

function breakConnection(request: FastifyRequest, reply: FastifyReply): FastifyReply {
	request.raw.socket.destroy();
	return reply.hijack();
}

function sendHalf(content: Buffer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	reply.hijack();
	reply.raw.writeHead(200, { 'content-type': 'image/png', 'content-length': content.length });
	reply.raw.write(content.subarray(0, content.length / 2), () => request.raw.socket.destroy());
	return reply;
}

function submissionOf(request: FastifyRequest): Submission {
	return (request as unknown as { submission: Submission }).submission;
}

async function readBody(request: FastifyRequest): Promise<Submission> {
	if (!request.isMultipart()) return { fields: (request.body ?? {}) as Record<string, unknown>, files: [] };
	const body: Submission = { fields: {}, files: [] };
	for await (const part of request.parts()) {
		if (part.type === 'file') {
			body.files.push({
				field: part.fieldname,
				fileName: part.filename,
				mimeType: part.mimetype,
				content: await part.toBuffer(),
			});
		} else {
			body.fields[part.fieldname] = part.value;
		}
	}
	return body;
}
