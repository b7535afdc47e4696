import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { readResult } from '../../../../nodes/shared/results/readResult.ts';
import type { ReadOptions } from '../../../../nodes/shared/results/readResult.ts';
import type { ResultKind, ResultOptions } from '../../../../nodes/shared/results/resultOptions.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { fileSaying, saidBy } from '../../../support/harness/files.mts';

const STORAGE = 'https://storage.test';
const TIMED = '[00:00:00.000 --> 00:00:02.500] Hello.\n[00:00:02.500 --> 00:00:04.000] Good-bye.';
const AGENDA = '[09:00] Opening\n[09:30] Keynote\n[10:00] Coffee';
const vector = (dimensions: number) => Array.from({ length: dimensions }, (_, index) => index / 7);

interface Case extends Partial<Omit<ReadOptions, 'options'>>, Partial<ResultOptions> {
	requestId?: string;
	/** Of the status. */
	data?: Record<string, unknown>;
}

/** What comes of a job whose result the storage sends, or which its status holds. */
async function read(content: Buffer | string | undefined, { requestId = 'r1', data = {}, ...how }: Case = {}, type = 'text/plain') {
	const { result = 'any', field = 'data', noTextFile, subtitles, ...reading } = how;
	const resultUrl = content === undefined ? undefined : `${STORAGE}/file`;
	if (content !== undefined) nock(STORAGE).get('/file').reply(200, content, { 'content-type': type });
	const options = { result, field, noTextFile, subtitles };
	const api = new Api(executeContext(), simulatedTiming());
	return await readResult(api, { requestId, state: 'done', resultUrl, data }, { options, parts: [{}], ...reading });
}

/** Of one item. */
async function readOne(...how: Parameters<typeof read>) {
	const [{ json, binary = {} }, ...more] = await read(...how);
	expect(more).toEqual([]);
	const files = Object.entries(binary).map(([name, { fileName }]) => [name, fileName]);
	return { json, files: Object.fromEntries(files) as Record<string, string>, binary };
}

describe('a result of unknown kind', () => {
	it('is a text as it is, unless it is a transcript', async () => {
		for (const text of [AGENDA, '(0, 1) and (2, 3) are the points.', '10:00:00 Doors open\n11:00:00 Concert', 'Hello.']) {
			const { json, files, binary } = await readOne(text);
			expect(json).toEqual({ text });
			expect(files).toEqual({ data: 'deapi-r1.txt' });
			expect(saidBy(binary.data)).toBe(text);
		}
		const { json } = await readOne(TIMED);
		expect(json).toMatchObject({ text: 'Hello. Good-bye.', segments: [{ start: 0 }, { start: 2.5 }] });
	});

	it('is of vectors where each has many dimensions, and keeps its file', async () => {
		const vectors = [vector(64), vector(64)];
		const { json, files } = await readOne(JSON.stringify(vectors), {}, 'application/json');
		expect(json).toEqual({ embeddings: vectors, dimensions: 64 });
		expect(files).toEqual({ data: 'deapi-r1.json' });
	});

	it.each([
		[
			'boxes',
			[
				[10, 20, 30, 40],
				[50, 60, 70, 80],
			],
		],
		['a row of numbers', [1, 2, 3]],
		['rows of 63', [vector(63)]],
	])('is not of vectors where there are few: %s', async (_what, numbers) => {
		const text = JSON.stringify(numbers);
		expect((await readOne(text)).json).toMatchObject({ text });
	});

	it('is a file otherwise', async () => {
		expect(await readOne(fileSaying('a'), {}, 'image/png')).toMatchObject({ json: {}, files: { data: 'deapi-r1.png' } });
	});
});

describe('what a job is called', () => {
	const kinds: Array<[jobType: string, kind: ResultKind]> = [
		['img2txt', 'text'],
		['transcribe', 'transcript'],
		['txt2embedding', 'vectors'],
		['txt2img', 'image'],
	];

	it('decides how its result is read, whoever says it', async () => {
		for (const how of [{ jobType: 'img2txt' }, { data: { job_type: 'img2txt' } }]) {
			expect((await readOne(TIMED, how)).json).toEqual({ text: TIMED });
		}
		const spoken = '[0:00 - 0:04]  Hello.';
		for (const how of [{ jobType: 'transcribe' }, { data: { job_type: 'vid2txt' } }]) {
			expect((await readOne(spoken, how)).json).toMatchObject({ text: 'Hello.', segments: [{ start: 0, end: 4, text: 'Hello.' }] });
		}
		expect((await readOne('[[1,2],[3,4]]', { jobType: 'txt2embedding' })).json).toMatchObject({ dimensions: 2 });
	});

	it.each(kinds)('decides what it may be as well: %s', async (jobType) => {
		nock(STORAGE).get('/file').times(2).reply(200, '<html></html>', { 'content-type': 'text/html' });
		await expect(read('<html></html>', { jobType }, 'text/html')).rejects.toThrow('sent a web page in its place');
	});

	it('does not matter where the operation knows what it made', async () => {
		expect((await readOne(TIMED, { result: 'text', jobType: 'transcribe' })).json.text).toBe(TIMED);
	});
});

describe('a transcript', () => {
	it('keeps what looks like times where it has none', async () => {
		const { json } = await readOne(TIMED, { result: 'transcript', isTimed: false });
		expect(json).toEqual({ text: TIMED });
	});

	it('has subtitles beside its file, in fields of their own', async () => {
		const { files } = await readOne(TIMED, { result: 'transcript', subtitles: ['srt', 'vtt'], field: 'recording' });
		expect(files).toEqual({ recording: 'deapi-r1.txt', srt: 'deapi-r1.srt', vtt: 'deapi-r1.vtt' });
		const without = await readOne(TIMED, { result: 'transcript', subtitles: ['srt'], noTextFile: true });
		expect(without.files).toEqual({ srt: 'deapi-r1.srt' });
	});

	it('says that there are none where there are no times', async () => {
		expect((await readOne('Hello.', { result: 'transcript', subtitles: ['srt'] })).json.warning).toContain('has no time stamps');
	});

	it('has no files where none are wanted', async () => {
		const { json, files } = await readOne(TIMED, { result: 'transcript', subtitles: ['srt'], noFile: true });
		expect(json.text).toBe('Hello. Good-bye.');
		expect(files).toEqual({});
	});
});

describe('vectors', () => {
	it('are dealt to the items in their order', async () => {
		const results = await read('[[1],[2],[3]]', { result: 'vectors', parts: [{ count: 2 }, { count: 1 }] });
		expect(results).toEqual([{ json: { embeddings: [[1], [2]], dimensions: 1 } }, { json: { embeddings: [[3]], dimensions: 1 } }]);
	});

	it.each([
		['more', '[[1],[2],[3]]'],
		['fewer', '[[1]]'],
	])('are refused where there are %s than texts', async (_what, content) => {
		await expect(read(content, { result: 'vectors', parts: [{ count: 2 }] })).rejects.toThrow('for 2 texts');
	});

	it.each(['Hello.', '[]', '{"data":[]}'])('are refused where there are none: %s', async (content) => {
		const error = await read(content, { result: 'vectors' }).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(ApiError);
		expect((error as ApiError).details.description).toContain('Job > Get Result');
	});
});

describe('the name of a file', () => {
	it.each([
		['r1', 'deapi-r1.png'],
		['5f2b-77', 'deapi-5f2b-77.png'],
		['../../../../etc/x', 'deapi-_etc_x.png'],
		['..\\..\\x', 'deapi-_x.png'],
		['a\u202Egnp.exe', 'deapi-a_gnp_exe.png'],
		['a"\r\nb', 'deapi-a_b.png'],
		['', 'deapi-.png'],
	])('comes from the request ID, and is a name whatever that is: %j', async (requestId, name) => {
		expect((await readOne(fileSaying('a'), { requestId, result: 'image' }, 'image/png')).files).toEqual({ data: name });
	});

	it.each([
		['cover', 'cover.png'],
		['cover.jpg', 'cover.png'],
		['Cover of 2026.11', 'Cover of 2026.11.png'],
		['../../cover', 'cover.png'],
		['a"\r\nb', 'a___b.png'],
	])('is that of "File Name" where there is one: %j', async (fileName, name) => {
		expect((await readOne(fileSaying('a'), { result: 'image', parts: [{ fileName }] }, 'image/png')).files).toEqual({ data: name });
	});

	it('is the same for subtitles, and for texts out of the status', async () => {
		const parts = [{ fileName: '../talk.mp4' }];
		expect((await readOne(TIMED, { result: 'transcript', subtitles: ['srt'], parts })).files).toEqual({
			data: 'talk.txt',
			srt: 'talk.srt',
		});
		expect((await readOne(undefined, { result: 'text', parts, data: { result: 'Hello.' } })).files).toEqual({ data: 'talk.txt' });
	});
});

it('says so where a job has no result', async () => {
	await expect(read(undefined)).rejects.toThrow('is done, but has no result');
});
