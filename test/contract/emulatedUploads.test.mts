import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Emulator } from '../support/emulator/emulator.mts';
import type { RecordedRequest } from '../support/emulator/emulator.mts';
import { makeFile } from '../support/emulator/ffmpeg.mts';
import { FOREIGN_FILES } from '../support/emulator/foreignFiles.mts';
import { formatOf } from '../support/emulator/formats.mts';
import { PartHeaders } from '../support/emulator/partHeaders.mts';
import { readSubmission } from '../support/emulator/requests.mts';
import { samplePicture, sampleSpeech } from '../support/emulator/samples.mts';

/** What the emulator makes of files, and what it keeps of them. */
let emulator: Emulator;
const picture = samplePicture({ width: 128, height: 128 });
const CUT_OUT = { path: '/images/background-removals', field: 'image', model: 'Ben2' };
const TRANSCRIBE = { path: '/audio/transcriptions', field: 'source_file', model: 'WhisperLargeV3' };

beforeAll(async () => {
	emulator = await new Emulator({ apiKey: 'key', webhookSecret: '' }).start();
	emulator.jobs.duration = 0;
});
afterAll(async () => await emulator.stop());

interface Part {
	headers: string;
	content: Buffer | string;
}

async function post(path: string, parts: Part[], boundary = 'xxYYxx'): Promise<{ status: number; errors: Record<string, string[]> }> {
	const body = parts.flatMap(({ headers, content }) => [`--${boundary}\r\n${headers}\r\n\r\n`, content, '\r\n']);
	const response = await fetch(`${emulator.url}/api/v2${path}`, {
		method: 'POST',
		headers: { authorization: 'Bearer key', 'content-type': `multipart/form-data; boundary=${boundary}` },
		body: Buffer.concat([...body, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece as string))),
	});
	const { errors = {} } = (await response.json()) as { errors?: Record<string, string[]> };
	return { status: response.status, errors };
}

const field = (name: string, value: string): Part => ({ headers: `Content-Disposition: form-data; name="${name}"`, content: value });
const file = (name: string, content: Buffer, more = '; filename="a.bin"\r\nContent-Type: application/octet-stream'): Part => ({
	headers: `Content-Disposition: form-data; name="${name}"${more}`,
	content,
});

const upload = async (content: Buffer, { path, field: name, model } = CUT_OUT, more?: string) =>
	await post(path, [field('model', model), file(name, content, more), field('include_ts', '0')]);
const kept = (): RecordedRequest['files'] => emulator.requests.at(-1)!.files;

describe('a format', () => {
	it.each(FOREIGN_FILES)('%s is told by the content of %s, and refused', async (format, _name, _mimeType, content) => {
		expect(formatOf(content)).toBe(format);
		expect(await upload(content)).toEqual({ status: 422, errors: { image: ['The image field must be an image.'] } });
		expect((await upload(content, TRANSCRIBE)).errors.source_file).toEqual([expect.stringContaining('must be a file of type: aac, ')]);
	});

	it.each([
		['webm', 'webm', ['-c:a', 'libopus']],
		['webm', 'webm', ['-c:a', 'libvorbis']],
		['mp4', 'mp4', ['-c:a', 'aac']],
		['ogg', 'ogg', ['-c:a', 'libopus']],
		['mkv', 'mkv', ['-c:a', 'aac']],
		['m4a', 'm4a', ['-c:a', 'aac']],
	])('of a sound alone is that of its container: %s', async (format, extension, args) => {
		const voice = await makeFile([await sampleSpeech('wav', 1)], extension, ([path]) => ['-i', path, ...args]);
		expect(formatOf(voice)).toBe(format);
		expect((await upload(voice, TRANSCRIBE)).status).toBe(['mkv', 'm4a'].includes(format) ? 422 : 200);
	});

	it('does not follow from what is declared', async () => {
		expect((await upload(picture, CUT_OUT, '; filename="a.txt"\r\nContent-Type: text/plain')).status).toBe(200);
		expect((await upload(Buffer.from('a text'), CUT_OUT, '; filename="a.png"\r\nContent-Type: image/png')).status).toBe(422);
	});
});

describe('an upload', () => {
	it('is kept by its name, type, size and hash, and the headers of its part', async () => {
		const more = '; filename="Gr\u00fc\u00dfe.png"\r\nContent-Type: image/png\r\nX-More: yes';
		expect((await upload(picture, CUT_OUT, more)).status).toBe(200);
		const sha256 = createHash('sha256').update(picture).digest('hex');
		const headers = `Content-Disposition: form-data; name="image"${more}`;
		expect(kept()).toEqual([{ field: 'image', fileName: 'Grüße.png', mimeType: 'image/png', size: picture.length, sha256, headers }]);
	});

	it('is kept with headers that somebody has written into its name', async () => {
		const more = '; filename="a.png"\r\nX-Injected: yes\r\nContent-Type: image/png';
		await upload(picture, CUT_OUT, more);
		expect(kept()[0].headers.split('\r\n')).toEqual([expect.anything(), 'X-Injected: yes', 'Content-Type: image/png']);
	});

	it('is kept with the headers of its own part where there are several', async () => {
		const parts = ['one.png', 'two.png'].map((name) => file('images[]', picture, `; filename="${name}"\r\nContent-Type: image/png`));
		await post('/images/edits', [field('prompt', 'a cat'), parts[0], field('model', 'Flux_2_Klein_4B_BF16'), parts[1]]);
		expect(kept().map(({ headers }) => /filename="(.*)"/.exec(headers)?.[1])).toEqual(['one.png', 'two.png']);
	});

	it('of any size is taken where it is only measured', async () => {
		const large = Buffer.concat([await sampleSpeech('wav', 1), Buffer.alloc(76 * 2 ** 20)]);
		emulator.takesAnySize = true;
		expect((await upload(large, TRANSCRIBE)).status).toBe(200);
		expect(kept()[0].size).toBe(large.length);
		emulator.takesAnySize = false;
	});
});

describe('the reader of headers', () => {
	const body = Buffer.from('--b\r\nA: 1\r\nB: 2\r\n\r\none\r\n--b-\r\ntwo\r\n--b\r\n\r\nbare\r\n--b\r\nC: \u00fc\r\n\r\n\r\n--b--\r\n');

	it.each([1, 2, 3, 5, 8, 13, 1000])('finds them in chunks of %d bytes', (length) => {
		const reader = new PartHeaders('multipart/form-data; boundary=b');
		for (let at = 0; at < body.length; at += length) reader.read(body.subarray(at, at + length));
		expect(reader.found).toEqual(['A: 1\r\nB: 2', '', 'C: ü']);
	});
});

describe('a multipart body', () => {
	const parts = [
		'name="prompt"\r\n\r\na cat',
		'name="seed"\r\n\r\n7',
		'name="image"; filename="cat.png"\r\n\r\npixels',
		'name="steps"\r\n\r\n4',
	];
	const body = Buffer.from([...parts.map((part) => `--b\r\nContent-Disposition: form-data; ${part}\r\n`), '--b--\r\n'].join(''));

	it('is read whole, wherever it comes in two', async () => {
		const server = fastify();
		await server.register(multipart);
		server.post('/', async (request) => {
			const { fields, files } = await readSubmission(request);
			return { ...fields, ...Object.fromEntries(files.map(({ field: name, content }) => [name, String(content)])) };
		});
		const headers = { 'content-type': 'multipart/form-data; boundary=b' };
		const readIn = async (at: number) => {
			const payload = Readable.from([body.subarray(0, at), body.subarray(at)]);
			return (await server.inject({ method: 'POST', url: '/', headers, payload })).json();
		};
		const cuts = Array.from({ length: body.length - 1 }, (_, index) => index + 1);
		const whole = { prompt: 'a cat', seed: '7', image: 'pixels', steps: '4' };
		for (const at of cuts) expect([at, await readIn(at)]).toEqual([at, whole]);
	});
});
