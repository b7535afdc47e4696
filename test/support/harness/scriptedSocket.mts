import { vi } from 'vitest';

import { Api } from '../../../nodes/shared/api/client.ts';
import { LiveUpdates } from '../../../nodes/shared/live/liveUpdates.ts';
import { realTiming } from '../../../nodes/shared/util/timing.ts';
import { executeContext } from './contexts.mts';

/** Node's WebSocket as a test moves it. Nothing happens by itself, but that a ping is answered. */
export class ScriptedSocket extends EventTarget {
	static readonly OPEN = 1;
	static all: ScriptedSocket[] = [];

	readyState = 0;
	/** Answers no ping. */
	isStalled = false;
	readonly sent: Array<{ event: string; data: Record<string, unknown> }> = [];

	constructor(readonly url: string) {
		super();
		ScriptedSocket.all.push(this);
	}

	static get last(): ScriptedSocket {
		return ScriptedSocket.all.at(-1)!;
	}

	static get open(): number {
		return ScriptedSocket.all.filter(({ readyState }) => readyState < 2).length;
	}

	send(text: string): void {
		this.sent.push(JSON.parse(text));
		if (this.sent.at(-1)?.event === 'pusher:ping' && !this.isStalled) queueMicrotask(() => this.frame('pusher:pong'));
	}

	close(): void {
		if (this.readyState < 2) this.readyState = 3;
	}

	/** As the server writes it: the data as JSON within JSON. */
	frame(event: string, data: unknown = {}): void {
		this.raw(JSON.stringify({ event, data: JSON.stringify(data) }));
	}

	raw(data: unknown): void {
		this.dispatchEvent(new MessageEvent('message', { data }));
	}

	establish(): void {
		this.readyState = ScriptedSocket.OPEN;
		this.frame('pusher:connection_established', { socket_id: '12.34', activity_timeout: 120 });
	}

	update(requestId: string, status: string): void {
		this.frame('request.status.updated', { request_id: requestId, status, preview: null, result_url: null, progress: '45.50' });
	}

	/** As when the line is cut: Node tells of an error first. */
	cut(): void {
		this.readyState = 3;
		this.dispatchEvent(new Event('error'));
		this.dispatchEvent(new Event('close'));
	}
}

interface Answer {
	statusCode: number;
	body: unknown;
}

/** The API as a run reaches it, with a clock and sockets that the test moves; a timer may take a millisecond more. `answer` is what it says to each request. */
export function liveRun(answer: (url: string) => Answer, credentials: Record<string, unknown> = { clientId: '42' }) {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-09-27T12:00:00Z') });
	vi.stubGlobal('WebSocket', ScriptedSocket);
	ScriptedSocket.all = [];
	const stop = new AbortController();
	const context = executeContext({ credentials: credentials as Record<string, string>, signal: stop.signal });
	const calls: Array<{ url: string; body: unknown; at: number }> = [];
	context.helpers.httpRequestWithAuthentication = async (_type, { url, body }) => {
		calls.push({ url: url!, body, at: Date.now() });
		return { headers: {}, ...answer(url!) };
	};
	const api = new Api(context, realTiming);
	return { api, live: new LiveUpdates(api), calls, stop };
}

export const AUTHORIZED: Answer = { statusCode: 200, body: { auth: 'depin-api-prod-key:abc' } };

/** Lets the clock run, and everything that is due meanwhile. */
export async function pass(ms: number): Promise<void> {
	await vi.advanceTimersByTimeAsync(ms);
}

/** Goes through the handshake of the newest socket. */
export async function subscribe(): Promise<ScriptedSocket> {
	const socket = ScriptedSocket.last;
	socket.establish();
	await pass(0);
	socket.frame('pusher_internal:subscription_succeeded');
	await pass(0);
	return socket;
}
