import nock from 'nock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { RETRYING, skipSleep } from '../support/harness/engine.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';
import { saidBy } from '../support/harness/files.mts';

const JPG = { name: 'other.jpg', type: 'image/jpeg', content: 'a jpg' };
const TIMED = '[00:00:00.000 --> 00:00:02.500] Hello.\n[00:00:02.500 --> 00:00:04.000] Good-bye.';

const run = async (parameters: Record<string, unknown>) =>
	await new WorkflowRun({ parameters: { waitMode: 'polling', ...parameters } as never }).start();
const text = (run: WorkflowRun, field = 'data') => saidBy(run.output[0].binary![field]);

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

describe('the price of a job that is done', () => {
	const done = async (price: unknown, options = {}, more = {}) => {
		api.submit('/images/generations', 'r1');
		api.says('r1', { status: 'done', result_url: 'https://storage.test/r1.png', price, ...more });
		api.result('r1');
		return (await run({ prompt: 'a cat', options })).output[0].json;
	};

	it.each<[string, unknown, object]>([
		['a number', { amount: 0.00136, is_estimated: false }, { price: 0.00136 }],
		['a number in a text', { amount: '0.00136' }, { price: 0.00136 }],
		['nothing', { amount: 0, is_estimated: false }, { price: 0 }],
		['an estimate', { amount: 0.2, is_estimated: true }, { price: 0.2, price_is_estimated: true }],
		['not known', { amount: null, is_estimated: true }, { price_is_estimated: true }],
		['not known yet', null, { price: null }],
		['left out', undefined, {}],
		['a riddle', ['0.1'], {}],
	])('comes out as %s', async (_what, price, expected) => {
		const json = await done(price);
		expect(Object.fromEntries(Object.entries(json).filter(([name]) => name.startsWith('price')))).toEqual(expected);
	});

	it('is what was charged, not what was asked for', async () => {
		api.price('/images/generations', 0.005);
		expect((await done({ amount: 0.004, is_estimated: false }, { maximumPrice: 1 })).price).toBe(0.004);
	});

	it.each([null, undefined, {}])('is what was asked for where the job says %j', async (price) => {
		api.price('/images/generations', 0.005);
		expect((await done(price, { maximumPrice: 1 })).price).toBe(0.005);
	});

	it('comes without a word on boosts that were none, and with those that were', async () => {
		const none = await done(null, {}, { prompt_boosted: false, prompt_boost: null, error_reason: null, retryable: null });
		expect(Object.keys(none).filter((name) => name.startsWith('prompt_boost'))).toEqual([]);
		expect(none).toMatchObject({ error_reason: null, retryable: null });
		const boosted = { prompt_boosted: true, prompt_boost: { prompt: 'a fine cat', prompt_original: 'a cat' } };
		expect(await done(null, {}, boosted)).toMatchObject(boosted);
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

	it('are empty where nobody speaks, which is no error', async () => {
		for (const content of ['', '\n', '{"text":"","segments":[]}', '{"segments":[]}']) {
			said(content);
			// An empty file may be the storage's fault: it is fetched again before it is believed.
			if (content === '') nock('https://storage.test').get('/r1.txt').times(2).reply(200, '', { 'content-type': 'text/plain' });
			const { output } = await transcribe({}, { subtitles: ['srt'] });
			expect(output[0].json).toMatchObject({ text: '', warning: 'No subtitles: nothing is said' });
		}
		api.submit('/audio/transcriptions', 'r1');
		api.text('r1', '');
		expect((await transcribe()).output[0].json.text).toBe('');
	});

	it('have speakers and words, which subtitles name', async () => {
		const words = [
			{ word: 'Good', start: 0.49, end: 0.97, score: 0.9, speaker: 'SPEAKER_00' },
			{ word: 'day.', start: 1.07, end: 1.69, score: 0.8, speaker: 'SPEAKER_00' },
		];
		const segments = [{ start: 0.49, end: 1.69, text: ' Good day.', avg_logprob: -0.2, words }];
		said(JSON.stringify({ text: 'Good day.', language: 'en', segments }), 'application/json');
		const done = await transcribe({}, { subtitles: ['srt', 'vtt'] });
		expect(done.output[0].json).toMatchObject({ text: 'Good day.', language: 'en' });
		expect(done.output[0].json.segments).toEqual([
			{
				start: 0.49,
				end: 1.69,
				text: 'Good day.',
				speaker: 'SPEAKER_00',
				words: words.map(({ word, start, end, speaker }) => ({ word, start, end, speaker })),
			},
		]);
		expect(text(done, 'srt')).toContain('\nSPEAKER_00: Good day.\n');
		expect(text(done, 'vtt')).toContain('\n<v SPEAKER_00>Good day.\n');
	});

	it('tell the language where the API says it beside them', async () => {
		api.submit('/audio/transcriptions', 'r1');
		api.says('r1', { status: 'done', result: '[0:00 - 0:02]  Hello.', transcription: { language: 'en', structured: false } });
		expect((await transcribe()).output[0].json).toMatchObject({ language: 'en', segments: [{ start: 0, end: 2, text: 'Hello.' }] });
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
