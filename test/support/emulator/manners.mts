import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

/** How a server gives a file away. With nothing said, as every server should. */
export interface Manner {
	status?: number;
	/** In place of its own, by their names in lower case; undefined leaves one out. */
	headers?: Record<string, string | undefined>;
	/** In place of the file. */
	body?: Buffer | string;
	/** Does not say how long it is. */
	chunked?: true;
	/** Packs it with gzip, and says so. */
	packed?: true;
	/** Falls silent, with the connection alive: before its headers, or in the middle of the body. */
	stalls?: 'before headers' | 'in body';
	/** Breaks the connection in the middle of the body. */
	breaksOff?: true;
	/** Milliseconds after each piece of 1 KiB. */
	trickles?: number;
	/** Sends the client elsewhere instead; without an address it says that, but not where. */
	redirect?: { status?: number; to?: string };
}

export interface Content {
	/** Bytes. */
	size: number;
	mimeType: string;
	/** Anew each time. */
	read(): Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** An address that no server of the internet has: that of a cloud's own secrets. */
export const PRIVATE_ADDRESS = 'https://169.254.169.254/latest/meta-data/';

const PIECE = 1024;

export function contentOf(bytes: Buffer | string, mimeType: string): Content {
	const content = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
	return { size: content.length, mimeType, read: () => [content] };
}

/**
 * Answers with a file, in the given manner.
 *
 * @param isHead sends the headers alone
 * @param onBytes is told of what was sent of the body, piece by piece
 */
export async function give(
	response: ServerResponse,
	file: Content,
	manner: Manner = {},
	{ isHead = false, onBytes = () => {} }: { isHead?: boolean; onBytes?: (count: number) => void } = {},
): Promise<void> {
	const { stalls, breaksOff, redirect, trickles, packed } = manner;
	if (stalls === 'before headers') return;
	if (redirect) {
		response.writeHead(redirect.status ?? 302, redirect.to === undefined ? {} : { location: redirect.to }).end();
		return;
	}
	const content = manner.body === undefined ? file : contentOf(manner.body, file.mimeType);
	response.writeHead(manner.status ?? 200, headersOf(content, manner));
	response.flushHeaders();
	if (isHead) return void response.end();
	const isCut = stalls !== undefined || breaksOff === true;
	const whole = packed ? Readable.from(content.read()).pipe(createGzip()) : content.read();
	const body = inPieces(whole, { most: isCut ? Math.ceil(content.size / 2) : Infinity, trickles, onBytes });
	// A client that goes away is no trouble of the server.
	await pipeline(body, response, { end: !isCut }).catch(() => undefined);
	if (breaksOff) response.socket?.end();
}

function headersOf({ size, mimeType }: Content, { headers = {}, chunked, packed }: Manner): Record<string, string> {
	const all = {
		'content-type': mimeType,
		'content-length': chunked || packed ? undefined : String(size),
		'content-encoding': packed ? 'gzip' : undefined,
		...headers,
	};
	return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

interface Course {
	/** Bytes to send at most. */
	most: number;
	trickles?: number;
	onBytes(count: number): void;
}

async function* inPieces(whole: Iterable<Buffer> | AsyncIterable<Buffer>, { most, trickles, onBytes }: Course): AsyncGenerator<Buffer> {
	let left = most;
	for await (const chunk of whole) {
		const wanted = chunk.subarray(0, Math.min(chunk.length, left));
		const largest = trickles === undefined ? wanted.length : PIECE;
		for (let at = 0; at < wanted.length; at += largest) {
			const piece = wanted.subarray(at, at + largest);
			onBytes(piece.length);
			yield piece;
			if (trickles !== undefined) await delay(trickles);
		}
		left -= wanted.length;
		if (left === 0) return;
	}
}
