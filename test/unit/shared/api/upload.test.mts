/** What becomes of the files of a request, however it ends: on real connections. */
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import { endpoints } from '../../../../nodes/shared/api/endpoints.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import type { RequestBody } from '../../../../nodes/shared/api/requestBody.ts';
import type { FilePart } from '../../../../nodes/shared/media/filePart.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { scriptedServer } from '../../../support/harness/scripted.mts';
import type { Answer } from '../../../support/harness/scripted.mts';

const SIZE = 2_000_000;
const scripted = scriptedServer();
let folder: string;
let path: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'upload-'));
	path = join(folder, 'large.png');
	await writeFile(path, Buffer.alloc(SIZE, 'x'));
});
afterAll(async () => await rm(folder, { recursive: true }));

/** What was opened, by this process and of this file. */
let opened: Readable[];
beforeEach(() => void (opened = []));
async function openFiles(): Promise<number> {
	await delay(50);
	const links = (await readdir('/proc/self/fd')).map(async (fd) => await readlink(`/proc/self/fd/${fd}`).catch(() => ''));
	return (await Promise.all(links)).filter((target) => target === path).length;
}

const part = (open: FilePart['open']): FilePart => ({ fileName: 'large.png', mimeType: 'image/png', size: SIZE, open });
const large = part(async () => {
	const stream = createReadStream(path);
	opened.push(stream);
	await new Promise((done) => stream.once('open', done));
	return stream;
});
const missing = part(async () => await Promise.reject(new ApiError('It has changed', { accepted: 'no' })));
const breaking = (after: number) =>
	part(async () => {
		const stream = Readable.from(
			(async function* () {
				yield Buffer.alloc(after, 'x');
				await delay(20);
				throw new Error('the source broke off');
			})(),
		);
		opened.push(stream);
		return stream;
	});

const send = async (body: RequestBody, baseUrl = scripted.server.url, signal?: AbortSignal) =>
	await new Api(executeContext({ credentials: { baseUrl }, signal }), simulatedTiming()).request({
		endpoint: endpoints.upscaleImage,
		body,
	});
const failing = async (...how: Parameters<typeof send>) => await send(...how).catch((thrown: unknown) => thrown);

const taken: Answer = (request, response) =>
	void request
		.resume()
		.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"request_id":"r1"}}'));
/** Answers before it has read much. */
const early =
	(status: number): Answer =>
	(_request, response) =>
		void response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end('{"message":"No."}');

describe('the files of a request are let go of', () => {
	it('where it was taken', async () => {
		scripted.answers = [taken];
		expect(await send({ image: large })).toEqual({ data: { request_id: 'r1' } });
		expect(await openFiles()).toBe(0);
	});

	it.each([400, 401, 402, 413, 422, 500])('where it was refused with %i before it was read', async (status) => {
		scripted.answers = [early(status)];
		expect(await failing({ image: large })).toBeInstanceOf(ApiError);
		expect(await openFiles()).toBe(0);
	});

	it('where it was reset', async () => {
		scripted.answers = [(request) => void request.once('data', () => request.socket.resetAndDestroy())];
		expect(await failing({ image: large })).toBeInstanceOf(ApiError);
		expect(await openFiles()).toBe(0);
	});

	it('where the connection was refused, however often', async () => {
		const probe = createServer();
		await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
		const { port } = probe.address() as AddressInfo;
		await new Promise((done) => probe.close(done));
		expect(await failing({ image: large }, `http://127.0.0.1:${port}`)).toMatchObject({
			details: { code: 'ECONNREFUSED', accepted: 'no' },
		});
		expect(opened.length).toBeGreaterThan(0);
		expect(await openFiles()).toBe(0);
	});

	it('where the server was too busy, however often', async () => {
		const busy: Answer = (request, response) =>
			void request.resume().on('end', () => response.writeHead(429, { 'retry-after': '1' }).end('{}'));
		scripted.answers = [busy, busy, taken];
		expect(await send({ image: large })).toEqual({ data: { request_id: 'r1' } });
		expect(opened).toHaveLength(3);
		expect(await openFiles()).toBe(0);
	});

	it('where another one cannot be opened, and nothing is sent', async () => {
		scripted.answers = [taken];
		expect(await failing({ images: [large, missing] })).toMatchObject({ message: 'It has changed', details: { accepted: 'no' } });
		expect(scripted.server.requests).toEqual([]);
		expect(await openFiles()).toBe(0);
	});
});

describe('a file that breaks off while it is sent', () => {
	const cutOff: Answer = (request) => void request.resume();

	it.each([10, 500_000])('means that nothing was submitted, after %i bytes: it is sent again', async (after) => {
		scripted.answers = [cutOff, taken];
		let times = 0;
		const image = part(async () => (++times === 1 ? await breaking(after).open() : await large.open()));
		expect(await send({ image })).toEqual({ data: { request_id: 'r1' } });
		expect(times).toBe(2);
		expect(await openFiles()).toBe(0);
	});

	it('is not sent to its end for an execution that is cancelled, and nothing was submitted', async () => {
		const stop = new AbortController();
		const slow = part(async () => {
			const stream = Readable.from(
				(async function* () {
					yield Buffer.alloc(100_000, 'x');
					stop.abort();
					await delay(10_000);
				})(),
			);
			opened.push(stream);
			return stream;
		});
		scripted.answers = [taken];
		const error = await failing({ image: slow }, scripted.server.url, stop.signal);
		expect(error).toMatchObject({ message: expect.stringContaining('nothing was submitted'), details: { accepted: 'no' } });
		expect(opened.map(({ destroyed }) => destroyed)).toEqual([true]);
	});

	it('is given up in the end, and says where to look', async () => {
		scripted.answers = [cutOff];
		expect(await failing({ image: breaking(1_000) })).toMatchObject({
			message: 'A file could not be read to its end, and nothing was submitted',
			// Other items of the run have files of their own.
			details: { accepted: 'no', isDown: false, description: expect.stringContaining('address') },
		});
		expect(opened.length).toBe(4);
		expect(opened.every(({ destroyed }) => destroyed)).toBe(true);
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('lets the others go', async () => {
		scripted.answers = [cutOff];
		await failing({ images: [breaking(1_000), large] });
		expect(await openFiles()).toBe(0);
	});

	it('is no doubt where the API has refused it meanwhile', async () => {
		scripted.answers = [early(422)];
		const image = part(async () => await breaking(100).open());
		expect(await failing({ image })).toMatchObject({ details: { accepted: 'no' } });
	});
});
