import { createServer as createHttp } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createHttps, request } from 'node:https';
import { connect, createServer as createTcp } from 'node:net';
import type { AddressInfo, LookupFunction, Server } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { DownloadContext } from '../../../nodes/shared/results/download.ts';
import { makeCertificate } from '../emulator/certificate.mts';
import { executeContext } from './contexts.mts';
import { fileSaying } from './files.mts';

const HOST = 'storage.example.com';
const SIZE = 1000;
const LARGE = 1024 * 1024 + 1;
const PNG = { 'content-type': 'image/png' };
const BOMB = gzipSync(Buffer.alloc(8 * LARGE));

export interface Storage {
	http: string;
	/** Under a public name; only {@link olderContext} finds it. */
	https: string;
	cert: string;
	/** Bytes of `/sized`. */
	size: number;
	requests(path: string): number;
	/** Whether the last answer of this path was not taken to its end. */
	brokenOff(path: string): Promise<boolean>;
	close(): Promise<void>;
}

/** A storage on this machine that says the truth, nothing, and lies about the size of its files. */
export async function startStorage(): Promise<Storage> {
	const folder = await mkdtemp(join(tmpdir(), 'storage-'));
	const { key, cert } = await makeCertificate(folder, [HOST]);
	await rm(folder, { recursive: true });
	const seen: Record<string, Array<Promise<boolean>>> = {};
	const listener: RequestListener = ({ url = '' }, response) => {
		const cut = new Promise<boolean>((settle) => response.once('close', () => settle(!response.writableFinished)));
		(seen[url] ??= []).push(cut);
		answers[url](response);
	};
	const servers = [createHttp(listener), createHttps({ key, cert }, listener)];
	const [http, https] = await Promise.all(servers.map(listen));
	return {
		http: `http://127.0.0.1:${http}`,
		https: `https://${HOST}:${https}`,
		cert,
		size: SIZE,
		requests: (path) => seen[path].length,
		brokenOff: async (path) => await seen[path].at(-1)!,
		async close() {
			for (const server of servers) server.closeAllConnections();
			await Promise.all(servers.map(async (server) => await new Promise((done) => server.close(done))));
		},
	};
}

const answers: Record<string, (response: Parameters<RequestListener>[1]) => void> = {
	'/sized': (response) => response.writeHead(200, { ...PNG, 'content-length': SIZE }).end(fileSaying('x'.repeat(SIZE)).subarray(0, SIZE)),
	// The body never ends, so that only who does not wait for it gets on.
	'/huge': (response) => response.writeHead(200, { ...PNG, 'content-length': LARGE }).write('x'),
	'/chunked': (response) => {
		response.writeHead(200, PNG).write(fileSaying('x'));
		response.end('y');
	},
	'/packed': (response) => response.writeHead(200, { ...PNG, 'content-encoding': 'gzip', 'content-length': BOMB.length }).end(BOMB),
	'/packedText': (response) =>
		response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip', 'content-length': BOMB.length }).end(BOMB),
	'/short': (response) => response.socket!.end('HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 100\r\n\r\nshort'),
	'/long': (response) =>
		response.socket!.end(
			`HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: ${fileSaying('four').length}\r\n\r\n${fileSaying('four and more').toString('latin1')}`,
			'latin1',
		),
	'/expired': (response) => {
		response.writeHead(403, { 'content-type': 'application/xml' }).write('<Error>');
		response.end('</Error>');
	},
};

/**
 * n8n as it was before it had a filter: its body is the connection's own. The storage's name leads to this
 * machine, if wanted through a proxy, as if from elsewhere, or in spite of the filter.
 */
export function olderContext(
	{ cert }: Storage,
	{ viaProxy, peer, withFilter }: { viaProxy?: boolean; peer?: string; withFilter?: boolean } = {},
): { context: DownloadContext; bodies: IncomingMessage[] } {
	const bodies: IncomingMessage[] = [];
	const context = executeContext();
	const getSecureEgressFilter = withFilter ? context.helpers.getSecureEgressFilter : undefined;
	const httpRequest = async ({ url, headers }: { url: string; headers?: Record<string, string> }) => {
		const options = { headers, ca: cert, agent: false, lookup: toThisMachine, ...(viaProxy && { port: await startRelay(new URL(url)) }) };
		const body = await new Promise<IncomingMessage>((resolve, reject) => {
			request(url, options, resolve).on('error', reject).end();
		});
		if (peer) Object.defineProperty(body.socket, 'remoteAddress', { value: peer });
		bodies.push(body);
		return { body, headers: body.headers, statusCode: body.statusCode };
	};
	return {
		context: Object.create(context, { helpers: { value: { ...context.helpers, getSecureEgressFilter, httpRequest } } }) as DownloadContext,
		bodies,
	};
}

const toThisMachine: LookupFunction = (_, { all }, found) =>
	all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);

/** Hands one connection on to the URL's port, as a proxy does after CONNECT. */
async function startRelay({ port }: URL): Promise<number> {
	const relay = createTcp((socket) => {
		relay.close();
		socket.pipe(connect(Number(port), '127.0.0.1').on('error', () => socket.destroy())).pipe(socket);
		socket.on('error', () => undefined);
	});
	return await listen(relay);
}

async function listen(server: Server): Promise<number> {
	return await new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
}
