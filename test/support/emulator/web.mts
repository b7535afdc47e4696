import { createServer as createHttp } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';

import { mimeTypeOf } from './formats.mts';
import { contentOf, give } from './manners.mts';
import type { Content, Manner } from './manners.mts';
import { samplePicture } from './samples.mts';
import { silence } from './silence.mts';

/** A file on the web, and how its server behaves. */
export interface Page extends Manner {
	/** By default, a small picture. */
	content?: Buffer | string | Content;
	/** By default, that of the name's extension. */
	mimeType?: string;
	/** How the first requests are answered instead, one after the other. */
	first?: Manner[];
	/** Without encryption. */
	plain?: true;
	/** Only by a query that signs the address. */
	signed?: true;
	refusesHead?: true;
	/** Sends the whole file whatever part of it is asked for. */
	ignoresRange?: true;
}

/** One request for a file, and what came of it. */
export interface Visit {
	/** In milliseconds since the epoch. */
	at: number;
	method: string;
	headers: IncomingHttpHeaders;
	/** Of the body, sent so far. */
	bytes: number;
	/** Whether the answer was sent to its end. */
	isWhole: boolean;
}

interface Served {
	page: Page;
	query: string;
	content: Content;
	visits: Visit[];
}

/** Files that anybody may fetch by their addresses, for jobs that take them from there. */
export class Web {
	private readonly served = new Map<string, Served>();
	private readonly servers: { https: Server; http: Server };
	private readonly hasHttps: boolean;
	private origins = { https: '', http: '' };

	constructor(https: { key: string; cert: string } | null) {
		const listener = (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response);
		this.hasHttps = https !== null;
		this.servers = { https: https ? createHttps(https, listener) : createHttp(listener), http: createHttp(listener) };
	}

	async start(): Promise<void> {
		const { https, http } = this.servers;
		const [secure, plain] = await Promise.all([https, http].map(listen));
		this.origins = { https: `${this.hasHttps ? 'https' : 'http'}://localhost:${secure}`, http: `http://localhost:${plain}` };
	}

	async stop(): Promise<void> {
		const all = Object.values(this.servers);
		for (const server of all) server.closeAllConnections();
		await Promise.all(all.map(async (server) => await new Promise((done) => server.close(done))));
	}

	/** Puts a file on the web, under a name that may hold whatever a file's name may. Returns its address. */
	serve(name: string, page: Page = {}): string {
		const path = `/files/${this.served.size}/${encodeURIComponent(name)}`;
		const query = page.signed ? `?X-Expires=600&X-Signature=${randomUUID()}%2F%2B%3D` : '';
		this.served.set(path, { page, query, content: wholeOf(name, page), visits: [] });
		return `${page.plain ? this.origins.http : this.origins.https}${path}${query}`;
	}

	/** The requests for a file, in their order. */
	visits(address: string): Visit[] {
		return this.served.get(new URL(address).pathname)!.visits;
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const [path, query] = (request.url ?? '').split(/(?=\?)/);
		const served = this.served.get(path);
		if (!served) return void response.writeHead(404).end();
		const { page, visits, content } = served;
		const visit: Visit = { at: Date.now(), method: request.method!, headers: request.headers, bytes: 0, isWhole: false };
		visits.push(visit);
		response.once('finish', () => (visit.isWhole = true));
		if (page.signed && query !== served.query) return void response.writeHead(403).end('SignatureDoesNotMatch');
		const isHead = request.method === 'HEAD';
		if (isHead && page.refusesHead) return void response.writeHead(405).end();
		const manner = page.first?.[visits.length - 1] ?? page;
		const part = page.ignoresRange ? undefined : partOf(content, request.headers.range);
		await give(response, part?.content ?? content, part ? { ...manner, ...part.manner } : manner, {
			isHead,
			onBytes: (count) => (visit.bytes += count),
		});
	}
}

/** So many bytes of silence that no memory holds, as a WAV. */
export function silent(size: number): Content {
	return { size, mimeType: 'audio/wav', read: () => silence(size) };
}

function wholeOf(name: string, { content = samplePicture({ width: 256, height: 192 }), mimeType }: Page): Content {
	if (typeof content !== 'string' && !Buffer.isBuffer(content)) return content;
	return contentOf(content, mimeType ?? mimeTypeOf(name.split('.').at(-1)!.toLowerCase()));
}

/** RFC 9110 §14: what one range of bytes asks for. */
function partOf({ size, mimeType, read }: Content, range = ''): { content: Content; manner: Manner } | undefined {
	const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
	if (from === undefined || Number(from) >= size) return undefined;
	const [start, end] = [Number(from), Math.min(size, to ? Number(to) + 1 : size)];
	const content = { size: end - start, mimeType, read: () => within(read(), start, end) };
	return { content, manner: { status: 206, headers: { 'content-range': `bytes ${start}-${end - 1}/${size}` } } };
}

async function* within(whole: ReturnType<Content['read']>, start: number, end: number): AsyncGenerator<Buffer> {
	let at = 0;
	for await (const chunk of whole) {
		yield chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
		at += chunk.length;
		if (at >= end) return;
	}
}

async function listen(server: Server): Promise<number> {
	return await new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
}
