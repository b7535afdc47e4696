import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

import { BASES } from './api.mts';
import type { Version } from './api.mts';
import type { Submission } from './order.mts';
import { PartHeaders } from './partHeaders.mts';

export interface RecordedRequest {
	/** When it came, in milliseconds since the epoch. */
	at: number;
	method: string;
	/** Absent where nothing of the API was asked for. */
	version?: Version;
	/** Below the version's base, e.g. `/images/generations`. */
	path: string;
	authorization?: string;
	contentType?: string;
	contentLength?: number;
	/** Of the body; of requests without one, of the query. Lists and structures of multipart bodies are put together. */
	fields: Record<string, unknown>;
	files: Array<{
		field: string;
		fileName: string;
		/** Of the part; `application/octet-stream` where it names none. */
		mimeType: string;
		size: number;
		sha256: string;
		/** Of the part, as they were sent. */
		headers: string;
	}>;
}

export function record(request: FastifyRequest, { fields, files }: Submission): RecordedRequest {
	return {
		at: Date.now(),
		method: request.method,
		...placeOf(request.url),
		authorization: request.headers.authorization,
		contentType: request.headers['content-type'],
		contentLength: Number(request.headers['content-length']) || undefined,
		fields,
		files: files.map(({ content, ...file }) => ({
			...file,
			size: content.length,
			sha256: createHash('sha256').update(content).digest('hex'),
		})),
	};
}

function placeOf(url: string): Pick<RecordedRequest, 'version' | 'path'> {
	const [whole] = url.split('?');
	const version = (['v2', 'v1'] as const).find((one) => whole.startsWith(`${BASES[one]}/`));
	return { version, path: version ? whole.slice(BASES[version].length) : whole };
}

export async function readSubmission(request: FastifyRequest): Promise<Submission> {
	if (request.isMultipart()) return await readMultipart(request);
	return { fields: { ...((request.body ?? request.query) as Record<string, unknown>) }, files: [] };
}

async function readMultipart(request: FastifyRequest): Promise<Submission> {
	const body: Submission = { fields: {}, files: [] };
	const partHeaders = new PartHeaders(request.headers['content-type']!);
	request.raw.on('data', (chunk: Buffer) => partHeaders.read(chunk));
	let count = 0;
	for await (const part of request.parts()) {
		const index = count++;
		if (part.type === 'file') {
			const content = await part.toBuffer();
			const headers = partHeaders.found[index] ?? '';
			body.files.push({ field: part.fieldname, fileName: part.filename, mimeType: part.mimetype, content, headers });
		} else {
			put(body.fields, pathOf(part.fieldname), part.value);
		}
	}
	return body;
}

/** e.g. `loras[0][name]`: `loras`, `0`, `name`. */
function pathOf(name: string): string[] {
	const [, start, rest] = /^([^[]+)((?:\[[^\]]*\])*)$/.exec(name) ?? [name, name, ''];
	return [start, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, key]) => key)];
}

/** As PHP does: numbers and nothing in brackets make a list, anything else a structure. */
function put(target: Record<string, unknown>, [key, ...rest]: string[], value: unknown): void {
	const place = key === '' ? String((target as unknown as unknown[]).length) : key;
	if (rest.length === 0) {
		target[place] = value;
		return;
	}
	target[place] ??= /^\d*$/.test(rest[0]) ? [] : {};
	put(target[place] as Record<string, unknown>, rest, value);
}
