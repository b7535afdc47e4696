import multipart from '@fastify/multipart';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Certificate } from './certificate.mts';
import { breakConnection, OVER_RATE, takeFault } from './faults.mts';
import type { Fault } from './faults.mts';
import { Gateway } from './gateway/gateway.mts';
import { Jobs } from './jobs.mts';
import { Live } from './live/live.mts';
import { addLiveRoutes } from './live/routes.mts';
import type { Submission } from './order.mts';
import { readSubmission, record } from './requests.mts';
import type { RecordedRequest } from './requests.mts';
import { RateLimits } from './rateLimits.mts';
import type { Plan } from './rateLimits.mts';
import { addRoutes } from './routes.mts';
import type { RouteConfig } from './routes.mts';
import { Storage } from './storage.mts';
import { Web } from './web.mts';
import { Webhooks } from './webhooks.mts';

export type { Fault } from './faults.mts';
export type { RecordedRequest } from './requests.mts';

/** Above it, a server in front of the API answers (docs/api.md#files). */
const LARGEST_BODY = 75 * 1024 * 1024;
const TOO_LARGE = '<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body></body>\r\n</html>\r\n';

export interface EmulatorOptions {
	/** Without one, over HTTP. */
	certificate?: Certificate;
	/** By default, any that is free. */
	port?: number;
	apiKey: string;
	/** The account's; an empty one is none. */
	webhookSecret: string;
	/** See {@link Webhooks}; by default the vendor's minute is a second. */
	retrySecond?: number;
	/** Is told of every request to the API. */
	onRequest?: (request: RecordedRequest) => void;
}

/** A local deAPI: behaves as docs/api.md says, records what it is asked, and makes trouble on demand. */
export class Emulator {
	readonly requests: RecordedRequest[] = [];
	readonly faults: Fault[] = [];
	readonly webhooks: Webhooks;
	readonly jobs: Jobs;
	readonly storage: Storage;
	/** The account's, as its dashboard shows it. */
	readonly clientId = '20417';
	readonly live = new Live(this.clientId);
	/** Files of others. */
	readonly web: Web;
	balance = 20;
	/** Takes files of any size: for what is measured on larger ones than the API would take. */
	takesAnySize = false;
	/** Shape of validation errors: an object keyed by field, or the list of fields that older documents have. */
	errorShape: 'list' | 'object' = 'object';
	/** Whether this is an old host, whose version 1 still makes sample prompts up. */
	hasSamples = false;
	url = '';
	/** Of the OpenAI gateway, which has a host of its own, and a key that begins otherwise (docs/api.md#openai-gateway). */
	gatewayUrl = '';
	readonly gatewayKey: string;
	readonly rateLimits = new RateLimits();
	private readonly gateway: Gateway;
	private readonly options: EmulatorOptions;
	private readonly server;

	constructor(options: EmulatorOptions) {
		const { certificate, webhookSecret, retrySecond = 1_000 / 60 } = options;
		const https = certificate ? { key: certificate.key, cert: certificate.cert } : null;
		this.options = options;
		this.gatewayKey = `dpn-sk-${options.apiKey}`;
		this.webhooks = new Webhooks({ secret: webhookSecret, ca: certificate?.cert, retrySecond });
		this.jobs = new Jobs(this.webhooks, this.live);
		this.web = new Web(https);
		this.storage = new Storage({ https, faults: this.faults, jobs: this.jobs.all });
		this.jobs.signUrl = this.live.signUrl = (job) => this.storage.signUrl(job);
		this.jobs.refund = (amount) => void (this.balance += amount);
		this.webhooks.secretOf = (requestId) => this.jobs.all.get(requestId)?.webhookSecret;
		this.gateway = new Gateway(this, { https, bodyLimit: LARGEST_BODY });
		this.server = fastify({ https, bodyLimit: LARGEST_BODY });
	}

	get storageUrl(): string {
		return this.storage.url;
	}

	/** How long a result URL works, in milliseconds. */
	get urlLifetime(): number {
		return this.storage.urlLifetime;
	}

	set urlLifetime(milliseconds: number) {
		this.storage.urlLifetime = milliseconds;
	}

	/** What the account has paid for; it says how often it may ask. */
	get plan(): Plan {
		return this.rateLimits.plan;
	}

	set plan(plan: Plan) {
		this.rateLimits.plan = plan;
	}

	/** Whether requests above the plan's limits are refused. */
	get enforcesLimits(): boolean {
		return this.rateLimits.isEnforced;
	}

	set enforcesLimits(enforces: boolean) {
		this.rateLimits.isEnforced = enforces;
	}

	async start(): Promise<this> {
		await this.server.register(multipart, { limits: { fileSize: Infinity } });
		await addLiveRoutes(this.server as unknown as FastifyInstance, this.live);
		this.server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
			done(null, Object.fromEntries(new URLSearchParams(String(body)))),
		);
		this.server.addHook('onRequest', async (request, reply) => await this.measure(request, reply));
		this.server.addHook('preHandler', async (request, reply) => await this.admit(request, reply));
		addRoutes(this.server as unknown as FastifyInstance, this);
		this.url = (await this.server.listen({ host: '127.0.0.1', port: this.options.port ?? 0 })).replace('127.0.0.1', 'localhost');
		[this.gatewayUrl] = await Promise.all([this.gateway.start(), this.storage.start(), this.web.start()]);
		return this;
	}

	async stop(): Promise<void> {
		const jobs = this.jobs.stop();
		this.webhooks.stop();
		this.live.cut();
		this.server.server.closeAllConnections();
		await Promise.all([jobs, this.server.close(), this.storage.stop(), this.web.stop(), this.gateway.stop()]);
	}

	/** Back to fair weather: no faults, jobs of a second, no callback lost, a host of today. */
	calm(): void {
		this.faults.length = 0;
		this.jobs.plans.length = 0;
		this.jobs.planFor = () => undefined;
		this.jobs.duration = 1_000;
		this.jobs.resultOf = () => undefined;
		this.webhooks.isLost = () => false;
		this.webhooks.switchedOff = false;
		this.webhooks.accountUrl = undefined;
		this.webhooks.ignoresJobSecret = false;
		this.errorShape = 'object';
		this.hasSamples = false;
		this.rateLimits.reset();
		this.live.calm();
	}

	/** The requests to a path of any version, e.g. `POST /images/generations`. */
	requestsTo(what: string): RecordedRequest[] {
		return this.requests.filter(({ method, path }) => `${method} ${path}`.startsWith(what));
	}

	/** Refuses what is too large before it is looked at, but reads it to its end, so that the sender hears why. */
	private async measure(request: FastifyRequest, reply: FastifyReply) {
		if (this.takesAnySize || !(Number(request.headers['content-length']) > LARGEST_BODY)) return;
		this.note(request, { fields: {}, files: [] });
		for await (const _chunk of request.raw);
		return reply.code(413).type('text/html').send(TOO_LARGE);
	}

	/** Takes a request down, whichever host it came to. */
	note(request: FastifyRequest, submission: Submission): RecordedRequest {
		const recorded = record(request, submission);
		this.requests.push(recorded);
		this.options.onRequest?.(recorded);
		return recorded;
	}

	/** Records the request, checks the key and the limits, and makes trouble where a fault asks for it. */
	private async admit(request: FastifyRequest, reply: FastifyReply) {
		if (request.ws) return;
		const submission = await readSubmission(request);
		const recorded = this.note(request, submission);
		const { path } = recorded;
		if (request.is404) return;
		if (request.headers.authorization !== `Bearer ${this.options.apiKey}`) {
			return reply.code(401).send({ message: 'Unauthenticated.' });
		}
		const { endpoint, isPrice } = request.routeOptions.config as Partial<RouteConfig>;
		if (endpoint !== undefined) {
			const { headers, isOver } = this.rateLimits.claim({ endpoint, isPrice: isPrice!, model: submission.fields.model });
			reply.headers(headers);
			if (isOver) return reply.code(429).send(OVER_RATE.body);
		}
		const fault = takeFault(this.faults, `${request.method} ${path}`);
		if (fault?.drop === 'before') return breakConnection(request, reply);
		if (fault && fault.drop !== 'after' && !fault.late) {
			return reply
				.code(fault.status ?? 500)
				.headers(fault.headers ?? {})
				.send(fault.body ?? { message: 'Server Error' });
		}
		Object.assign(request, { submission, fault, recorded });
	}
}
