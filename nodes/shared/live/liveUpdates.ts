import type { Api } from '../api/client';
import { stateOf } from '../api/jobs';
import { Connection } from './connection';
import type { Ending } from './connection';

/** What has been told of a job. */
export interface Told {
	/** Whatever happens to it is told at once, unless it fails: that never is. */
	isCovered: boolean;
	/** When it was said to have ended, in milliseconds since the epoch. */
	endedAt?: number;
}

/** In milliseconds: how long a submission waits for the connection, and the pauses between attempts to open one. */
const PATIENCE = 1_000;
const PAUSE = { first: 1_000, longest: 30_000 };
/** Of how many jobs updates are kept: the account's other runs have theirs on the same channel. */
const MOST_JOBS = 10_000;

/**
 * What deAPI tells of the account's jobs while one run polls for its own (docs/waiting.md#live-updates). It only says when to look:
 * what has become of a job is the API's answer.
 */
export class LiveUpdates {
	private readonly over = new AbortController();
	private change = new AbortController();
	private following?: Promise<unknown>;
	private subscribedAt?: number;
	private wasSubscribed = false;
	private ending?: Ending;
	/** By request ID: when each was heard of last, and when it was said to have ended. */
	private readonly heard = new Map<string, { at: number; endedAt?: number }>();

	constructor(private readonly api: Api) {}

	/** Begins to listen, where the credential has a Client ID and this Node.js a WebSocket. Once is enough. */
	async open(): Promise<void> {
		if (typeof WebSocket === 'undefined') return;
		// Settled: trouble with it is no trouble of the run (docs/decisions/15-settle-instead-of-rethrow.md).
		const [credentials] = await Promise.allSettled([this.api.credentials()]);
		if (credentials.status === 'rejected' || credentials.value.clientId === '' || this.over.signal.aborted) return;
		this.following ??= Promise.allSettled([this.follow(credentials.value.clientId)]);
	}

	/** Waits a moment for the connection, so that nothing is missed of what is submitted then. */
	async ready(): Promise<void> {
		const { signal, timing } = this.api;
		const until = timing.now() + PATIENCE;
		const isPending = () => this.following && this.subscribedAt === undefined && !this.ending;
		while (isPending() && timing.now() < until && !signal?.aborted) await this.sleep(until - timing.now(), signal);
	}

	/**
	 * @returns why nothing was told, where something should have been: a sentence, and what to do
	 */
	close(): string | undefined {
		this.over.abort();
		if (!this.ending || (this.wasSubscribed && !this.ending.remedy)) return undefined;
		const { because, remedy = 'Everything else works. If it stays so, empty "Client ID" in the credential.' } = this.ending;
		return `Polled without the live updates of deAPI, because ${because}. ${remedy}`;
	}

	/** @param since when the job was known to run, in milliseconds since the epoch */
	of(requestId: string, since: number): Told {
		const { at = 0, endedAt } = this.heard.get(requestId) ?? {};
		return { isCovered: Math.max(since, at) >= (this.subscribedAt ?? Infinity), endedAt };
	}

	/**
	 * Sleeps until the time has passed, `signal` is aborted, or there is something new.
	 *
	 * @returns whether there is
	 */
	async sleep(ms: number, signal?: AbortSignal): Promise<boolean> {
		const { timing } = this.api;
		const { signal: change } = this.change;
		await timing.sleep(ms, this.following ? AbortSignal.any([change, ...(signal ? [signal] : [])]) : signal);
		return change.aborted;
	}

	private async follow(clientId: string): Promise<void> {
		const { signal } = this.over;
		const { context, timing } = this.api;
		for (let attempts = 0; !signal.aborted; attempts++) {
			const ending = await new Connection(this.api, clientId, {
				subscribed: () => {
					context.logger.debug('deAPI run: live updates are on');
					attempts = 0;
					this.wasSubscribed = true;
					this.ending = undefined;
					this.subscribedAt = timing.now();
					this.tell();
				},
				updated: (update) => this.note(update),
			}).follow(signal);
			if (signal.aborted) return;
			context.logger.debug(`deAPI run: live updates are off, because ${ending.because}`);
			this.subscribedAt = undefined;
			this.ending = ending;
			this.tell();
			if (ending.remedy) return;
			await timing.sleep(ending.isAtOnce && attempts === 0 ? 0 : pauseAfter(attempts), signal);
		}
	}

	private note({ request_id: requestId, status }: Record<string, unknown>): void {
		if (typeof requestId !== 'string' || typeof status !== 'string') return;
		const at = this.api.timing.now();
		const { endedAt } = this.heard.get(requestId) ?? {};
		const hasEnded = stateOf(status) !== 'running';
		this.heard.delete(requestId);
		this.heard.set(requestId, { at, endedAt: endedAt ?? (hasEnded ? at : undefined) });
		const [oldest] = this.heard.keys();
		if (this.heard.size > MOST_JOBS) this.heard.delete(oldest);
		if (hasEnded && endedAt === undefined) this.tell();
	}

	private tell(): void {
		const { change } = this;
		this.change = new AbortController();
		change.abort();
	}
}

/** Longer from one to the next, and not at the same moment for all who have lost theirs at once. */
function pauseAfter(attempts: number): number {
	const most = Math.min(PAUSE.longest, PAUSE.first * 2 ** attempts);
	return (most * (1 + Math.random())) / 2;
}
