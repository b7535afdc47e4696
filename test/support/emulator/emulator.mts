import multipart from '@fastify/multipart';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Certificate } from './certificate.mts';
import { breakConnection, takeFault } from './faults.mts';
import type { Fault } from './faults.mts';
import { Jobs } from './jobs.mts';
import { readSubmission, record } from './requests.mts';
import type { RecordedRequest } from './requests.mts';
import { addRoutes, API } from './routes.mts';
import { Storage } from './storage.mts';
import type { TranscriptStyle } from './transcripts.mts';
import { Webhooks } from './webhooks.mts';

export type { Fault } from './faults.mts';
export type { RecordedRequest } from './requests.mts';

/** Above the API's own limits, which answer with a reason. */
const LARGEST_BODY = 100 * 1024 * 1024;

export interface EmulatorOptions {
	/** Without one, over HTTP. */
	certificate?: Certificate;
	/** By default, any that is free. */
	port?: number;
	apiKey: string;
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
	balance = 5;
	/** Shape of validation errors: a list of fields, or an object keyed by field. */
	errorShape: 'list' | 'object' = 'list';
	/** What comes of transcriptions with timestamps. */
	transcripts: TranscriptStyle = 'lines';
	url = '';
	private readonly options: EmulatorOptions;
	private readonly server;

	constructor(options: EmulatorOptions) {
		const { certificate, webhookSecret, retrySecond = 1_000 / 60 } = options;
		const https = certificate ? { key: certificate.key, cert: certificate.cert } : null;
		this.options = options;
		this.webhooks = new Webhooks({ secret: webhookSecret, ca: certificate?.cert, retrySecond });
		this.jobs = new Jobs(this.webhooks);
		this.storage = new Storage({ https, faults: this.faults, jobs: this.jobs.all });
		this.jobs.signUrl = (job) => this.storage.signUrl(job);
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

	async start(): Promise<this> {
		await this.server.register(multipart, { limits: { fileSize: LARGEST_BODY } });
		this.server.addHook('preHandler', async (request, reply) => await this.admit(request, reply));
		addRoutes(this.server as unknown as FastifyInstance, this);
		this.url = (await this.server.listen({ host: '127.0.0.1', port: this.options.port ?? 0 })).replace('127.0.0.1', 'localhost');
		await this.storage.start();
		return this;
	}

	async stop(): Promise<void> {
		const jobs = this.jobs.stop();
		this.webhooks.stop();
		this.server.server.closeAllConnections();
		await Promise.all([jobs, this.server.close(), this.storage.stop()]);
	}

	/** Back to fair weather: no faults, jobs of a second, no callback lost, plain transcripts. */
	calm(): void {
		this.faults.length = 0;
		this.jobs.plans.length = 0;
		this.jobs.planFor = () => undefined;
		this.jobs.duration = 1_000;
		this.jobs.resultOf = () => undefined;
		this.webhooks.isLost = () => false;
		this.webhooks.switchedOff = false;
		this.webhooks.accountUrl = undefined;
		this.transcripts = 'lines';
	}

	/** The requests to a path, e.g. `POST /txt2img`. */
	requestsTo(what: string): RecordedRequest[] {
		return this.requests.filter(({ method, path }) => `${method} ${path}`.startsWith(what));
	}

	/** Records the request, checks the key, and makes trouble where a fault asks for it. */
	private async admit(request: FastifyRequest, reply: FastifyReply) {
		const submission = await readSubmission(request);
		const path = request.url.slice(API.length).split('?')[0];
		const recorded = record(request, path, submission);
		this.requests.push(recorded);
		this.options.onRequest?.(recorded);
		if (request.headers.authorization !== `Bearer ${this.options.apiKey}`) {
			return reply.code(401).send({ message: 'Unauthorized user.' });
		}
		const fault = takeFault(this.faults, `${request.method} ${path}`);
		if (fault?.drop === 'before') return breakConnection(request, reply);
		if (fault && fault.drop !== 'after' && !fault.late) {
			return reply
				.code(fault.status ?? 500)
				.headers(fault.headers ?? {})
				.send(fault.body ?? { message: 'Server Error' });
		}
		Object.assign(request, { submission, fault });
	}
}
