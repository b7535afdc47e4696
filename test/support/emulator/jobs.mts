import { randomUUID } from 'node:crypto';

import type { Result } from './results.mts';
import type { Webhooks } from './webhooks.mts';

export type { Result } from './results.mts';

/** How a job is to go; by default it is done after {@link Jobs.duration}. */
export interface Plan {
	duration?: number;
	/** `never`: stays in processing for ever. */
	outcome?: 'done' | 'error' | 'never';
	errorCode?: string;
	errorMessage?: string;
}

export interface Job {
	requestId: string;
	type: string;
	status: 'pending' | 'processing' | 'done' | 'error';
	progress: number;
	fields: Record<string, unknown>;
	price: number;
	webhookUrl?: string;
	/** Whether the result is to be part of the answer to request-status, and no file. */
	isInResponse: boolean;
	errorCode?: string;
	errorMessage?: string;
	result?: Result;
}

/** The jobs that were taken, and their way from pending to done. */
export class Jobs {
	readonly all = new Map<string, Job>();
	/** How long a job takes, in milliseconds. */
	duration = 1_000;
	/** What comes of a job, by its endpoint, where nothing has to be made of what was sent. */
	resultOf: (type: string) => Result | undefined = () => undefined;
	/** Plans for the next jobs, in the order of their submission. */
	readonly plans: Plan[] = [];
	/** A plan for every job that is asked for in a certain way; comes after {@link plans}. */
	planFor: (fields: Record<string, unknown>) => Plan | undefined = () => undefined;
	private readonly webhooks: Webhooks;
	private readonly makers = new Map<string, () => Promise<Result>>();
	private readonly timers = new Set<NodeJS.Timeout>();
	private readonly making = new Set<Promise<Result>>();
	private isStopped = false;

	constructor(webhooks: Webhooks) {
		this.webhooks = webhooks;
	}

	/** @param type the endpoint's path without its first slash */
	create(type: string, fields: Record<string, unknown>, price: number, makeResult: () => Promise<Result>): Job {
		const job: Job = {
			requestId: randomUUID(),
			type,
			status: 'pending',
			progress: 0,
			fields,
			price,
			webhookUrl: (fields.webhook_url as string | null | undefined) || undefined,
			isInResponse: [true, 1, '1'].includes(fields.return_result_in_response as string),
		};
		this.all.set(job.requestId, job);

		const { outcome = 'done', duration = this.duration, errorCode, errorMessage } = this.plans.shift() ?? this.planFor(fields) ?? {};
		this.after(duration / 4, () => this.advance(job, { status: 'processing', progress: 10 }, 'job.processing'));
		this.makers.set(job.requestId, async () => this.resultOf(type) ?? (await makeResult()));
		if (outcome === 'done') this.after(duration, () => void this.finish(job));
		if (outcome === 'error') {
			this.after(duration, () => this.advance(job, { status: 'error', errorCode, errorMessage }, 'job.failed'));
		}
		return job;
	}

	/** Ends a job well as soon as its result is made, if it has not ended yet. Where nothing can be made of what was sent, it fails. */
	async finish(job: Job): Promise<void> {
		const make = this.makers.get(job.requestId);
		if (!make) return;
		// It holds on to the files that were sent.
		this.makers.delete(job.requestId);
		const making = make();
		this.making.add(making);
		try {
			this.advance(job, { result: await making, status: 'done', progress: 100 }, 'job.completed');
		} catch (error) {
			this.advance(job, { status: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: (error as Error).message }, 'job.failed');
		} finally {
			this.making.delete(making);
		}
	}

	/** The event's data, as the vendor's webhooks carry it. */
	eventData(job: Job, resultUrl?: string): Record<string, unknown> {
		const at = new Date().toISOString();
		const common = { job_request_id: job.requestId, status: job.status, job_type: job.type.replaceAll(/[-/]/g, '_') };
		if (job.status === 'done') {
			return { ...common, previous_status: 'processing', completed_at: at, result_url: resultUrl ?? null, processing_time_ms: 900 };
		}
		if (job.status === 'error') {
			const { errorCode, errorMessage } = job;
			return { ...common, previous_status: 'processing', failed_at: at, error_code: errorCode, error_message: errorMessage };
		}
		return { ...common, previous_status: 'pending', started_at: at };
	}

	/** Makes a signed URL; set by the emulator, which knows where the storage is. */
	signUrl: (job: Job) => string | undefined = () => undefined;

	/** Nothing happens any more; resolves once results that are being made have cleaned up after themselves. */
	async stop(): Promise<void> {
		this.isStopped = true;
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
		await Promise.allSettled(this.making);
	}

	private advance(job: Job, change: Partial<Job>, event: string): void {
		if (this.isStopped) return;
		Object.assign(job, change);
		const url = job.webhookUrl ?? this.webhooks.accountUrl;
		if (url) this.webhooks.send(url, event, this.eventData(job, this.signUrl(job)));
	}

	private after(ms: number, work: () => void): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			work();
		}, ms);
		this.timers.add(timer);
	}
}
