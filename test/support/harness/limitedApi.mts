import type { IDataObject, IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { Api } from '../../../nodes/shared/api/client.ts';
import { executeContext, simulatedTiming } from './contexts.mts';

const MINUTE = 60_000;

export interface Limits {
	/** Status calls a minute. */
	limit?: number;
	/** What is left of the day's. */
	daily?: number;
	/** Whether a minute begins with its first call, or ends with every call. */
	window?: 'fixed' | 'sliding';
	/** How many calls others have made since the run's last ones, at another time. */
	others?: () => number;
	/** When the jobs are done, in milliseconds after the beginning; by default never. */
	doneAfter?: (requestId: string) => number;
	/** Whether it says what its limits are. */
	isSilent?: boolean;
	/** What it says otherwise than it is. */
	says?: (headers: Record<string, string>, now: number) => Record<string, string>;
}

interface Look {
	requestId: string;
	/** In milliseconds after the beginning. */
	at: number;
	status: number;
}

/** The status of jobs at an API that keeps to its limits, by a clock of its own; the node's client asks it. */
export function limitedApi(limits: Limits) {
	const timing = simulatedTiming();
	const startedAt = timing.now();
	const looks: Look[] = [];
	let spent: number[] = [];
	let daily = limits.daily;
	let lastAt = -1;

	const isSliding = limits.window === 'sliding';
	const windowEnd = () => (spent.length > 0 ? spent[0] + MINUTE : timing.now() + MINUTE);
	const forget = () => {
		const now = timing.now();
		if (isSliding) spent = spent.filter((at) => at > now - MINUTE);
		else if (now >= windowEnd()) spent = [];
	};
	const take = (): boolean => {
		if (limits.limit !== undefined && spent.length >= limits.limit) return false;
		spent.push(timing.now());
		return true;
	};

	const answer = (requestId: string): { status: number; headers: Record<string, string>; data: IDataObject } => {
		const now = timing.now();
		forget();
		if (now !== lastAt) for (let other = limits.others?.() ?? 0; other > 0; other--) take();
		lastAt = now;
		const isOverDaily = daily === 0;
		const isOver = isOverDaily || !take();
		if (!isOver && daily !== undefined) daily--;
		const reset = Math.ceil(windowEnd() / 1000);
		const headers: Record<string, string> = {
			...(limits.limit !== undefined && {
				'x-ratelimit-limit': String(limits.limit),
				'x-ratelimit-remaining': String(limits.limit - spent.length),
				'x-ratelimit-reset': String(reset),
			}),
			...(daily !== undefined && { 'x-ratelimit-daily-limit': '200', 'x-ratelimit-daily-remaining': String(daily) }),
		};
		const said = limits.isSilent ? {} : (limits.says?.(headers, now) ?? headers);
		if (isOver) {
			const type = { 'x-ratelimit-type': isOverDaily ? 'daily' : 'minute', 'retry-after': String(Math.ceil((windowEnd() - now) / 1000)) };
			return { status: 429, headers: { ...said, ...type }, data: {} };
		}
		const isDone = now - startedAt >= (limits.doneAfter?.(requestId) ?? Infinity);
		return { status: 200, headers: said, data: isDone ? { status: 'done', result_url: 'https://x.test/1' } : { status: 'processing' } };
	};

	const context = executeContext();
	const httpRequestWithAuthentication = async (_credential: string, { url }: IHttpRequestOptions): Promise<IN8nHttpFullResponse> => {
		const requestId = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
		const { status, headers, data } = answer(requestId);
		looks.push({ requestId, at: timing.now() - startedAt, status });
		return { statusCode: status, headers, body: JSON.stringify({ data }) } as unknown as IN8nHttpFullResponse;
	};
	const limited: IExecuteFunctions = Object.create(context, {
		helpers: { value: { ...context.helpers, httpRequestWithAuthentication } },
	});
	return { api: new Api(limited, timing), timing, startedAt, looks };
}

/** The most calls within any minute. */
export function busiestMinute(looks: Look[]): number {
	const times = looks.map(({ at }) => at).sort((a, b) => a - b);
	let first = 0;
	return times.reduce((most, at, index) => {
		while (times[first] <= at - MINUTE) first++;
		return Math.max(most, index - first + 1);
	}, 0);
}
