import nock from 'nock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { RETRYING, skipSleep } from '../support/harness/engine.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

const JPG = { name: 'other.jpg', type: 'image/jpeg', content: 'a jpg' };
const TIMED = '[00:00:00.000 --> 00:00:02.500] Hello.\n[00:00:02.500 --> 00:00:04.000] Good-bye.';

const run = async (parameters: Record<string, unknown>) =>
	await new WorkflowRun({ parameters: { waitMode: 'polling', ...parameters } as never }).start();
const text = (run: WorkflowRun, field = 'data') => Buffer.from(run.output[0].binary![field].data, 'base64').toString();

beforeEach(() => {
	vi.spyOn(realTiming, 'sleep').mockResolvedValue();
	forgetCatalog();
	api.models();
});

describe('pictures', () => {
	const picture = async (pictureFormat: string) => await run({ prompt: 'a cat', options: { pictureFormat } });
	const PNG = { name: 'first.png', type: 'image/png', content: 'a png' };

	it.each([
		['jpg', { jpg: 'https://storage.test/other.jpg' }, 'a jpg', 'image/jpeg'],
		['webp', { jpg: 'https://storage.test/other.jpg' }, 'a png', 'image/png'],
		['png', { jpg: 'https://storage.test/other.jpg' }, 'a png', 'image/png'],
	])('come as %s where the API has it', async (format, others, content, mimeType) => {
		api.submit('/images/generations', 'r1');
		api.doneWith('r1', { ...PNG, others });
		if (mimeType === 'image/jpeg') api.stored(JPG);
		const done = await picture(format);
		expect(text(done)).toBe(content);
		expect(done.output[0].binary?.data.mimeType).toBe(mimeType);
	});
});

describe('a status with an error that is none', () => {
	it.each([null, '', 0, false])('is no failed try: %j', async (error) => {
		api.submit('/images/generations', 'r1');
		nock(BASE_URL)
			.get(`${API}/jobs/r1`)
			.reply(200, { data: { status: 'done', error, result_url: 'https://storage.test/r1.png' } });
		api.result('r1');
		const { output } = await new WorkflowRun({ parameters: { waitMode: 'polling', prompt: 'a cat' }, node: RETRYING }).start();
		expect(output[0].json).toMatchObject({ request_id: 'r1', status: 'done' });
		expect(output[0].json).not.toHaveProperty('error');
	});
});

describe('a job of which the API does not say how it is', () => {
	it('names its request ID, and how to fetch it', async () => {
		skipSleep();
		api.submit('/images/generations', 'r1');
		nock(BASE_URL).persist().get(`${API}/jobs/r1`).reply(403, '<html>Blocked</html>', { 'content-type': 'text/html' });
		const { error } = await run({ prompt: 'a cat' });
		expect(error?.message).toBe('Something in front of deAPI refused this n8n');
		expect(error?.description).toMatch(/may be done: Job > Get Result fetches it later\. Request ID: r1$/);
	});
});

describe('transcripts', () => {
	const transcribe = async (parameters = {}, options = {}) =>
		await run({ resource: 'video', operation: 'transcribe', videoUrl: 'https://youtu.be/x', options, ...parameters });
	const said = (content: string, type = 'text/plain') => {
		api.submit('/audio/transcriptions', 'r1');
		api.doneWith('r1', { name: 'r1.txt', type, content });
	};

	it('are in the json, and in a file', async () => {
		said('Hello.');
		const done = await transcribe();
		expect(done.output[0].json).toMatchObject({ request_id: 'r1', text: 'Hello.' });
		expect(text(done)).toBe('Hello.');
	});

	it('have no file where none is wanted, and are read whatever the storage says of their type', async () => {
		said('Hello.', 'application/octet-stream');
		const done = await transcribe({}, { textFile: false });
		expect(done.output[0].json.text).toBe('Hello.');
		expect(done.output[0].binary).toBeUndefined();
	});

	it('tell their segments, and make subtitles on request', async () => {
		said(TIMED);
		const done = await transcribe({}, { subtitles: ['srt'] });
		expect(done.output[0].json).toMatchObject({
			text: 'Hello. Good-bye.',
			segments: [
				{ start: 0, end: 2.5, text: 'Hello.' },
				{ start: 2.5, end: 4, text: 'Good-bye.' },
			],
		});
		expect(text(done, 'srt')).toBe('1\n00:00:00,000 --> 00:00:02,500\nHello.\n\n2\n00:00:02,500 --> 00:00:04,000\nGood-bye.\n');
		expect(done.output[0].binary?.srt).toMatchObject({ fileName: 'deapi-r1.srt', mimeType: 'application/x-subrip' });
	});

	it('ask for time stamps where subtitles are wanted', async () => {
		api.submit('/audio/transcriptions', 'r1', (body) => body.include_ts === '1');
		api.submit('/audio/transcriptions', 'r2', (body) => body.include_ts === '0');
		const dontWait = { waitMode: 'dontWait', includeTimestamps: false };
		expect((await transcribe(dontWait, { subtitles: ['vtt'] })).output[0].json.request_id).toBe('r1');
		expect((await transcribe(dontWait)).output[0].json.request_id).toBe('r2');
	});

	it('say so where there are no time stamps for subtitles', async () => {
		said('Hello.');
		const { output } = await transcribe({}, { subtitles: ['srt'] });
		expect(output[0].json.warning).toBe('No subtitles: the transcript has no time stamps');
		expect(output[0].binary?.srt).toBeUndefined();
	});

	it('may be in the answer itself, and still make a file', async () => {
		api.submit('/audio/transcriptions', 'r1');
		api.text('r1', TIMED);
		const done = await transcribe();
		expect(done.output[0].json.text).toBe('Hello. Good-bye.');
		expect(done.output[0].json.result).toBeUndefined();
		expect(text(done)).toBe(TIMED);
		expect(done.output[0].binary?.data.fileName).toBe('deapi-r1.txt');
	});

	it('can be fetched later, with subtitles', async () => {
		api.doneWith('r1', { name: 'r1.txt', type: 'text/plain', content: TIMED });
		const done = await run({ resource: 'job', operation: 'getResult', requestId: 'r1', options: { subtitles: ['vtt'] } });
		expect(text(done, 'vtt')).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:02\.500\nHello\./);
	});
});
