import { setTimeout as delay } from 'node:timers/promises';
import { PNG } from 'pngjs';
import { expect } from 'vitest';

import { Client } from '../../support/emulator/client.mts';
import { probe } from '../../support/emulator/probe.mts';
import { setFields } from '../../support/harness/examples.mts';
import type { ExampleRunner } from '../../support/harness/examplesRunner.mts';
import type { Scenarios } from './scenarios.mts';

const DOWN = { on: 'POST /images/generations', status: 422, body: { message: 'The selected model is currently unavailable.' } };
const UUID = expect.stringMatching(/^[\da-f-]{36}$/);
const PICTURE = { prompt: 'a cat', model: 'Flux1schnell', width: 384, height: 256, seed: 1, steps: 4 };

/** What the emulator asks for a text. */
const speechPrice = (text: string) => (0.77 / 1e6) * text.length;

/** The account's events go to the workflow from now on. */
async function listen({ testBed: { n8n, emulator } }: ExampleRunner, webhookId: string): Promise<void> {
	const url = `${n8n.url}/webhook/${webhookId}/webhook`;
	while ((await fetch(url, { method: 'POST', body: 'soon' })).status === 404) await delay(100);
	emulator.webhooks.accountUrl = url;
}

export const jobs: Scenarios = {
	'archive-finished-jobs': {
		'goes its four ways': async (runner) => {
			const { emulator, apiKey } = runner.testBed;
			const client = new Client(emulator, { authorization: `Bearer ${apiKey}` });
			const finish = async () => (await client.finish('POST /images/generations', { fields: PICTURE })).requestId;
			const next = async () => (await runner.record(async () => undefined)).run;

			let requestId: string = '';
			const begun = await runner.record(async () => {
				await listen(runner, runner.webhookIdOf('Receive Job Event'));
				requestId = await finish();
			});
			expect((await begun.run.only('Note the Start')).json.message).toContain(`deAPI job ${requestId} (txt2img) began at 2`);
			const archived = await (await next()).only('Archive File');
			expect(archived.json).toEqual({
				request_id: requestId,
				folder: expect.stringMatching(/^\d{4}-\d\d\/txt2img$/),
				file_name: expect.stringMatching(/\.png$/),
			});
			expect(PNG.sync.read(archived.files.data)).toMatchObject({ width: 384, height: 256 });

			emulator.faults.push({ on: 'GET storage', status: 500, times: 3 });
			requestId = await finish();
			await next();
			const late = await next();
			expect(late.has('Fetch Result Again')).toBe(true);
			const fetched = await late.only('Archive File');
			expect(fetched.json).toMatchObject({ request_id: requestId, folder: expect.stringMatching(/\/txt2img$/) });
			expect(PNG.sync.read(fetched.files.data)).toMatchObject({ width: 384, height: 256 });

			emulator.jobs.plans.push({ outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'No luck' });
			requestId = await finish();
			await next();
			expect((await (await next()).only('Report Failure')).json.message).toBe(`deAPI job ${requestId} failed: No luck (PROCESSING_ERROR)`);
		},
	},

	'check-price-before-batch': {
		'runs what is within the budget': async (runner) => {
			const run = await runner.byHand();
			const lessons = run.items('Split Out Lessons').map(({ json }) => json);
			expect((await run.only('Sum Prices')).json.price).toBeCloseTo(
				lessons.reduce((sum, { text }) => sum + speechPrice(text), 0),
				6,
			);
			expect(run.paid.map(({ fields }) => fields.text).sort()).toEqual(lessons.map(({ text }) => text).sort());
			const recordings = run.items('Label Recording');
			expect(recordings.map(({ json }) => json)).toEqual(
				lessons.map(({ title, text }) => ({
					request_id: UUID,
					model: 'Kokoro',
					price: expect.closeTo(speechPrice(text), 8),
					title,
					file_name: `${title}.mp3`,
				})),
			);
			for (const [index, item] of recordings.entries()) {
				const { files } = await runner.testBed.n8n.read(item);
				const recording = await probe(files.data);
				expect(recording.audioCodec).toBe('mp3');
				expect(recording.seconds).toBeCloseTo(lessons[index].text.length / 15, 0);
			}
			expect(run.has('Say What It Would Cost')).toBe(false);
		},
		'says what it would cost above the budget, and pays nothing': async (runner) => {
			const run = await runner.byHand((example) => setFields(example, 'Settings', { budget: 0.0001 }));
			const {
				json: { price },
			} = await run.only('Sum Prices');
			expect((await run.only('Say What It Would Cost')).json.message).toBe(
				`5 recordings would cost $${price}, which is more than the budget of $0.0001. Nothing was submitted.`,
			);
			expect(run.requests.filter(({ path }) => path === '/audio/speech/price')).toHaveLength(5);
			expect(run.paid).toEqual([]);
		},
		'stops at a recording that costs more than one may': async (runner) => {
			const { all } = runner.testBed.emulator.jobs;
			const before = all.size;
			const run = runner.byHand((example) => setFields(example, 'Settings', { most_per_lesson: 0.00001 }));
			await expect(run).rejects.toThrow('more than the $0.00001 of "Maximum Price (USD)"');
			expect(all.size).toBe(before);
		},
	},

	'watch-progress': {
		'shows at each look how far the video is and what it is like so far, and fetches it': async (runner) => {
			runner.testBed.emulator.jobs.plans.push({ duration: 3_500 });
			const run = await runner.byHand((example) => setFields(example, 'Settings', { seconds_between_looks: 1 }));
			expect(run.rounds('Show Progress')).toBeGreaterThan(1);
			const { json, files } = await run.only('Show Progress');
			expect(json).toEqual({ request_id: UUID, status: 'done', progress: 100, look: run.rounds('Show Progress') });
			expect(PNG.sync.read(files.preview)).toMatchObject({ width: 64, height: 48 });
			expect(await probe((await run.only('Fetch Video')).files.video)).toMatchObject({ videoCodec: 'h264' });
			expect(run.paid).toHaveLength(1);
			expect(run.requests.filter(({ path }) => path === `/jobs/${run.items('Submit Video')[0].json.request_id}`).length).toBeLessThan(10);
		},
		'says why the job failed': async (runner) => {
			runner.testBed.emulator.jobs.plans.push({ outcome: 'error', errorCode: 'WORKER_TIMEOUT', errorMessage: 'Too slow', retryable: true });
			const run = await runner.byHand((example) => setFields(example, 'Settings', { seconds_between_looks: 1 }));
			const { request_id } = run.items('Submit Video')[0].json;
			expect((await run.only('Say Why It Failed')).json).toEqual({
				message: `No video: Too slow (request ID ${request_id})`,
				worth_another_try: true,
			});
			expect(run.has('Fetch Video')).toBe(false);
		},
		'stops looking after the last look, and names the job': async (runner) => {
			runner.testBed.emulator.jobs.plans.push({ outcome: 'never' });
			const run = await runner.byHand((example) => setFields(example, 'Settings', { seconds_between_looks: 1, most_looks: 3 }));
			expect(run.rounds('Show Progress')).toBe(3);
			const { json } = await run.only('Say That It Takes Long');
			expect(json).toEqual({ message: expect.stringContaining(json.request_id), request_id: UUID });
			expect(run.paid).toHaveLength(1);
		},
	},

	'handle-failures': {
		'has nothing to do where all goes well': async (runner) => {
			const run = await runner.byHand();
			const { json, files } = await run.only('Use Picture');
			expect(json.model).toBe('Flux1schnell');
			expect(PNG.sync.read(files.data)).toMatchObject({ width: 768, height: 768 });
			expect(run.has('Describe Failure')).toBe(false);
		},
		'falls back to another model': async (runner) => {
			runner.testBed.emulator.faults.push(DOWN);
			const run = await runner.byHand();
			expect((await run.only('Use Picture')).json.model).toBe('ZImageTurbo_INT8');
			expect(run.paid.map(({ fields }) => fields.model)).toEqual(['Flux1schnell', 'ZImageTurbo_INT8']);
		},
		'fetches a picture later that could not be downloaded, and does not pay again': async (runner) => {
			runner.testBed.emulator.faults.push({ on: 'GET storage', status: 500, times: 3 });
			const run = await runner.byHand();
			const {
				json: { message, request_id },
			} = await run.only('Describe Failure');
			expect([message, request_id]).toEqual([expect.stringContaining('could not be downloaded'), UUID]);
			const { json, files } = await run.only('Use Picture');
			expect(json.request_id).toBe(request_id);
			expect(PNG.sync.read(files.data)).toMatchObject({ width: 768, height: 768 });
			expect(run.paid).toHaveLength(1);
			expect(run.has('Notify')).toBe(false);
		},
		'tells of a job that failed': async (runner) => {
			runner.testBed.emulator.jobs.plans.push({ outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'No luck' });
			const run = await runner.byHand();
			const { json } = await run.only('Notify');
			expect(json.request_id).toEqual(UUID);
			expect(json.text).toContain('No picture of “A lighthouse at dusk, watercolor”: The deAPI job failed: No luck (PROCESSING_FAILED). ');
			expect(json.text).toContain(json.request_id);
			expect(run.paid).toHaveLength(1);
			expect(run.has('Use Picture')).toBe(false);
		},
		'tells of what never became a job': async (runner) => {
			const run = await runner.byHand((example) => setFields(example, 'Write Prompt', { prompt: '' }));
			expect((await run.only('Notify')).json).toEqual({ text: expect.stringContaining('"Prompt" is empty'), request_id: '' });
			expect(run.has('Get Result')).toBe(false);
			expect(run.paid).toEqual([]);
		},
	},
};
