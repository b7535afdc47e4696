import nock from 'nock';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';

import { startServer } from './server.mts';
import type { Server } from './server.mts';

export type Answer = Parameters<typeof startServer>[0];

/** A server on a real connection that answers as a test says. */
export interface Scripted {
	/** What it answers next; the last goes on. */
	answers: Answer[];
	server: Server;
	/** Comes when the server has been asked this often, and what it has sent has had time to arrive. */
	untilAsked(times: number): Promise<void>;
	/** How many connections are still open once all is over. */
	leftOpen(): Promise<number>;
}

/** For a file of tests, in which nock has no part. */
export function scriptedServer(): Scripted {
	const scripted: Scripted = {
		answers: [],
		server: undefined as never,
		untilAsked: async (times) => {
			while (scripted.server.requests.length < times) await delay(5);
			await delay(50);
		},
		leftOpen: async () => {
			await delay(50);
			return await scripted.server.connections();
		},
	};
	beforeAll(async () => {
		nock.restore();
		scripted.server = await startServer((request, response) => {
			const { answers } = scripted;
			(answers.length > 1 ? answers.shift()! : answers[0])(request, response);
		});
	});
	afterAll(async () => {
		await scripted.server.close();
		nock.activate();
	});
	beforeEach(() => void (scripted.server.requests.length = 0));
	afterEach(() => vi.restoreAllMocks());
	return scripted;
}

export const sends =
	(content: Buffer | string, headers: Record<string, string | number> = {}): Answer =>
	(_request, response) =>
		void response.writeHead(200, { 'content-length': Buffer.byteLength(content), ...headers }).end(content);

/** Sends some of a file that has more, and then nothing. */
export const stalls =
	(content: Buffer, size: number): Answer =>
	(_request, response) =>
		void response.writeHead(200, { 'content-length': size }).write(content);

/** Sends some of a file that has more, and then ends the connection. */
export const breaksOff =
	(content: Buffer, size: number): Answer =>
	(_request, response) =>
		void response.writeHead(200, { 'content-length': size }).write(content, () => response.destroy());

/** Lets time pass for what is watched, and for nothing else. */
export function passTime(): () => Promise<void> {
	const watches: AbortController[] = [];
	vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
		const watch = new AbortController();
		watches.push(watch);
		return watch.signal;
	});
	return async () => {
		for (const watch of watches.splice(0)) watch.abort();
		await delay(20);
	};
}
