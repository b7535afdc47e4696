import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Live } from './live/live.mts';
import type { RecordedRequest } from './requests.mts';
import type { Result } from './results.mts';
import { isoOf } from './time.mts';
import type { Webhooks } from './webhooks.mts';

export type { Result } from './results.mts';

/** How a job is to go; by default it is done after {@link Jobs.duration}. */
export interface Plan {
	duration?: number;
	/** `never`: stays in processing for ever. */
	outcome?: 'done' | 'error' | 'never';
	errorCode?: string;
	errorMessage?: string;
	errorReason?: string;
	retryable?: boolean;
	/** By default, the money for a failed job comes back. */
	refunded?: boolean;
	/** How often a job that is done is looked at before it says where its result is. Its callback does not say it. */
	looksBeforeUrl?: number;
	/** What it shows of its result, in another form than usual, at any time. */
	preview?: string;
}

/** What a job says of its transcript (docs/api.md#transcripts). */
export interface TranscriptFacts {
	language: string | null;
	ts_level: string | null;
	diarization_available: boolean;
	structured: boolean;
}

/** What is known of a job before it begins. */
export interface Commission {
	/** Inference type, e.g. `txt2img`. */
	type: string;
	fields: Record<string, unknown>;
	price: number;
	isEstimated?: boolean;
	/** Signs the job's callbacks. */
	webhookSecret?: string;
	promptBoost?: Record<string, unknown> | null;
	transcription?: TranscriptFacts;
	metadata?: Record<string, unknown> | null;
	makeResult: () => Promise<Result>;
}

export interface Job
	extends Omit<Commission, 'makeResult'>,
		Pick<Plan, 'errorCode' | 'errorMessage' | 'errorReason' | 'retryable' | 'refunded' | 'looksBeforeUrl' | 'preview'> {
	requestId: string;
	status: 'pending' | 'processing' | 'done' | 'error';
	progress: number;
	webhookUrl?: string;
	/** Whether the result is to be part of the answer. */
	isInResponse: boolean;
	startedAt?: number;
	/** When the API began to say so, in milliseconds since the epoch. */
	endedAt?: number;
	failedAt?: Date;
	result?: Result;
}

/** What a code alone says of the reason. */
const REASONS: Record<string, string> = { WORKER_TIMEOUT: 'TIMEOUT' };

/** The jobs that were taken, and their way from pending to done. */
export class Jobs {
	readonly all = new Map<string, Job>();
	/** How long a job takes, in milliseconds. */
	duration = 1_000;
	/** What comes of a job, by its inference type, where nothing has to be made of what was sent. */
	resultOf: (type: string) => Result | undefined = () => undefined;
	/** Plans for the next jobs, in the order of their submission. */
	readonly plans: Plan[] = [];
	/** A plan for every job that is asked for in a certain way, or with certain files; asked once a job, in the order of submission, after {@link plans}. */
	planFor: (fields: Record<string, unknown>, files?: RecordedRequest['files']) => Plan | undefined = () => undefined;
	/** Is told of money that comes back. */
	refund: (amount: number) => void = () => {};
	private readonly webhooks: Webhooks;
	private readonly live: Live;
	private readonly makers = new Map<string, () => Promise<Result>>();
	private readonly timers = new Set<NodeJS.Timeout>();
	private readonly making = new Set<Promise<Result>>();
	private isStopped = false;

	constructor(webhooks: Webhooks, live: Live) {
		this.webhooks = webhooks;
		this.live = live;
	}

	create({ makeResult, ...commission }: Commission, files?: RecordedRequest['files']): Job {
		const { fields, type } = commission;
		const job: Job = {
			...commission,
			requestId: randomUUID(),
			status: 'pending',
			progress: 0,
			webhookUrl: (fields.webhook_url as string | null | undefined) || undefined,
			isInResponse: [true, 1, '1', 'true'].includes(fields.return_result_in_response as string),
		};
		this.all.set(job.requestId, job);

		const plan = this.plans.shift() ?? this.planFor(fields, files) ?? {};
		const { outcome = 'done', duration = this.duration, looksBeforeUrl, preview, ...failure } = plan;
		Object.assign(job, { looksBeforeUrl, preview });
		this.after(duration / 4, () => this.advance(job, { status: 'processing', progress: 10, startedAt: Date.now() }, 'job.processing'));
		this.live.follow(job, (share, work) => this.after(duration * share, work));
		this.makers.set(job.requestId, async () => this.resultOf(type) ?? (await makeResult()));
		if (outcome === 'done') this.after(duration, () => void this.finish(job));
		if (outcome === 'error') this.after(duration, () => this.fail(job, failure));
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
			const end = { result: await making, status: 'done' as const, progress: 100 };
			const { early } = this.live;
			if (early > 0) this.live.tell({ ...job, ...end });
			await delay(early);
			this.advance(job, { ...end, endedAt: Date.now() }, 'job.completed');
			if (early === 0) this.live.tell(job);
		} catch (error) {
			const reason = { errorReason: 'SOURCE_UNPROCESSABLE', retryable: false };
			this.fail(job, { errorCode: 'PROCESSING_ERROR', errorMessage: (error as Error).message, ...reason });
		} finally {
			this.making.delete(making);
		}
	}

	/** The event's data, as the vendor's webhooks carry it. */
	eventData(job: Job, resultUrl?: string): Record<string, unknown> {
		const common = { job_request_id: job.requestId, status: job.status };
		const now = isoOf(new Date());
		const ended = { ...common, previous_status: 'processing', job_type: job.type };
		if (job.status === 'done') {
			const processing_time_ms = job.startedAt === undefined ? 900 : Date.now() - job.startedAt;
			return { ...ended, completed_at: now, result_url: resultUrl ?? null, processing_time_ms };
		}
		if (job.status === 'error') return { ...ended, failed_at: isoOf(job.failedAt ?? new Date()), ...errorOf(job) };
		return { ...common, previous_status: 'pending', job_type: job.type, started_at: now };
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

	private fail(
		job: Job,
		{ errorCode, errorMessage, errorReason = REASONS[errorCode ?? ''] ?? 'PROCESSING_FAILED', retryable, refunded = true }: Plan,
	): void {
		const now = new Date();
		const failure = { errorCode, errorMessage, errorReason, retryable, refunded, failedAt: now, endedAt: now.getTime() };
		this.advance(job, { status: 'error', ...failure }, 'job.failed');
	}

	/** An end is an end: timers that are late come by their length, not by their time. */
	private advance(job: Job, change: Partial<Job>, event: string): void {
		if (this.isStopped || job.endedAt !== undefined) return;
		Object.assign(job, change);
		if (change.refunded) this.refund(job.price);
		const url = job.webhookUrl ?? this.webhooks.accountUrl;
		if (url) this.webhooks.send(url, event, this.eventData(job, job.looksBeforeUrl ? undefined : this.signUrl(job)));
	}

	private after(ms: number, work: () => void): void {
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			work();
		}, ms);
		this.timers.add(timer);
	}
}

/** What a failed job says of its failure, in events and in answers (docs/api.md#job-status). */
export function errorOf({ errorCode = 'WORKER_ERROR', errorMessage, errorReason, retryable, refunded }: Job): Record<string, unknown> {
	return {
		error_code: errorCode,
		error_message: errorMessage,
		error_reason: errorReason ?? null,
		retryable: retryable ?? null,
		refunded: refunded ?? null,
	};
}
