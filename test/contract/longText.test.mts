import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { decode, jointLoudness } from '../support/harness/listening.mts';
import type { WorkflowRun } from '../support/harness/workflow.mts';
import { Rig } from './rig.mts';

/** Texts that no job takes: cut, spoken piece by piece, and joined. */
let rig: Rig;

beforeAll(async () => void (rig = await Rig.open()));
afterAll(async () => await rig.close());
beforeEach(() => rig.clear());

const SPEECH = 'POST /audio/speech';
/** Takes 10 to 2,000 characters, and makes any format. */
const MODEL = 'Chatterbox';

/** Numbered sentences, so that nobody can mistake one for another. */
const story = (length: number) => {
	const sentences = Array.from(
		{ length: Math.ceil(length / 60) },
		(_, index) => `Sentence ${index} tells of a river and of all that swims in it. `,
	);
	return sentences.join('').slice(0, length).trim();
};

const speak = async (text: string, options: IDataObject = {}, more: Partial<ContextOptions> = {}, parameters: IDataObject = {}) =>
	await rig.run(
		{
			resource: 'audio',
			operation: 'generateSpeech',
			text,
			model: MODEL,
			waitMode: 'polling',
			...parameters,
			options: { concurrency: 1, ...options },
		},
		undefined,
		more,
	);

interface Told extends IDataObject {
	request_id: string;
	characters: number;
	start: number;
	price: number;
}

const piecesOf = ({ output }: WorkflowRun) => output[0].json.pieces as Told[];
const fileOf = ({ output }: WorkflowRun) => Buffer.from(output[0].binary!.data.data, 'base64');
const contentOf = (requestId: string) => rig.emulator.jobs.all.get(requestId)!.result!.content;
const texts = () => rig.requestsTo(SPEECH).map(({ fields }) => String(fields.text));

describe.each(['mp3', 'wav', 'flac'])('a long text, as %s', (format) => {
	it('comes out as one file of all its pieces, which plays without a click', async () => {
		const text = story(4_800);
		const run = await speak(text, { format });
		expect(run.error).toBeUndefined();
		expect(run.output).toHaveLength(1);

		expect(texts().length).toBe(3);
		expect(texts().join(' ')).toBe(text);
		const pieces = piecesOf(run);
		expect(pieces.map(({ characters }) => characters)).toEqual(texts().map(({ length }) => length));
		expect(run.output[0].json).toMatchObject({ request_id: pieces[0].request_id, status: 'done', model: MODEL });
		expect(run.output[0].json.price).toBeCloseTo(
			pieces.reduce((sum, { price }) => sum + price, 0),
			8,
		);

		const parts = await Promise.all(pieces.map(async ({ request_id: id }) => await decode(contentOf(id))));
		const { samples, rate, seconds, messages } = await decode(fileOf(run));
		expect(messages).toBe('');
		expect(Math.abs(seconds - parts.reduce((sum, part) => sum + part.seconds, 0))).toBeLessThan(0.05 * parts.length);
		for (const { start } of pieces.slice(1)) {
			const { across, before, after, largestJump } = jointLoudness(samples, rate, start);
			expect(largestJump).toBeLessThan(0.15);
			expect(across).toBeLessThan(Math.max(before, after) + 0.05);
		}
		expect(run.output[0].binary!.data).toMatchObject({ fileExtension: format, fileName: `deapi-${pieces[0].request_id}.${format}` });
	});

	it('has silence between its pieces where that is wanted', async () => {
		const plain = await decode(fileOf(await speak(story(2_600), { format })));
		const run = await speak(story(2_600), { format, pauseBetweenPieces: 1_500 });
		const { samples, rate, seconds } = await decode(fileOf(run));
		expect(Math.abs(seconds - plain.seconds - 1.5)).toBeLessThan(0.05);
		const [, second] = piecesOf(run);
		const { across } = jointLoudness(samples, rate, second.start - 0.75);
		expect(across).toBeLessThan(0.001);
	});
});

describe('a long text', () => {
	it('is spoken by one voice in all its pieces', async () => {
		await speak(story(4_800), {}, {}, { voice: 'default', lang: 'fi' });
		expect(new Set(rig.requestsTo(SPEECH).map(({ fields }) => `${String(fields.voice)} ${String(fields.lang)}`))).toEqual(
			new Set(['default fi']),
		);
	});

	it('is told its price before it is bought, and held against the maximum as a whole', async () => {
		const { output } = await speak(story(4_800), { estimatePriceOnly: true });
		expect(output[0].json).toMatchObject({ jobs: 3, currency: 'USD' });
		const { price } = output[0].json as { price: number };
		const { error } = await speak(story(4_800), { maximumPrice: price * 0.9 });
		expect(error?.message).toBe(`The 3 jobs of this item cost $${price}, more than the $${price * 0.9} of "Maximum Price (USD)"`);
		expect(rig.paid()).toEqual([]);
		const run = await speak(story(4_800), { maximumPrice: price });
		expect(run.output[0].json.price).toBeCloseTo(price, 8);
	});

	it.each([
		['the limit', story(4_800), { splitLongText: false }, /^"Text" has 4\d{3} characters, which the model .* cannot do/],
		[
			'two million characters',
			story(2_000_000),
			{},
			/^"Text" has \d+ characters, which takes 1000 jobs, more than the 50 of "Maximum Pieces"$/,
		],
		['more pieces than wanted', story(4_800), { maximumPieces: 2 }, /which takes 3 jobs, more than the 2 of "Maximum Pieces"$/],
		['a better prompt', story(4_800), { enhancePrompt: true }, /^"Enhance Prompt First" is on, and the text is too long for one job/],
	])('is refused before anything is sent: %s', async (_what, text, options, message) => {
		const { error } = await speak(text, options);
		expect(error?.message).toMatch(message);
		expect(rig.paid()).toEqual([]);
		expect(rig.prices()).toEqual([]);
	});

	it.each([
		['a sentence without an end', 'and then there was another river '.repeat(120)],
		['a word without an end', 'a'.repeat(4_400)],
		['emoji alone', '👨‍👩‍👧‍👦🇩🇪'.repeat(200)],
		['a script without spaces', '吾輩は猫である名前はまだ無い。'.repeat(200)],
	])('may be %s', async (_what, text) => {
		const run = await speak(text);
		expect(run.error).toBeUndefined();
		expect(texts().every(({ length }) => length <= 2_000)).toBe(true);
		expect(texts().join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
		expect((await decode(fileOf(run))).messages).toBe('');
	});

	it('comes out as request IDs without waiting, and as addresses without a download', async () => {
		const dont = await speak(story(4_800), {}, {}, { waitMode: 'dontWait' });
		expect(dont.output.map(({ json }) => [json.piece, json.pieces, json.characters])).toEqual(
			texts().map(({ length }, index) => [index + 1, 3, length]),
		);
		const { output } = await speak(story(4_800), { downloadResult: false });
		expect(output).toHaveLength(1);
		expect((output[0].json.pieces as IDataObject[]).map(({ result_url: url }) => typeof url)).toEqual(['string', 'string', 'string']);
		expect(output[0].binary).toBeUndefined();
	});
});

/** What becomes of the third job. */
const fails = (plan: object) => {
	let count = 0;
	rig.emulator.jobs.planFor = () => (++count === 3 ? plan : undefined);
};

describe('a piece of a long text', () => {
	const RETRYING = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	it('that fails is bought again alone', async () => {
		fails({ outcome: 'error', errorCode: 'PROCESSING_ERROR' });
		const run = await speak(story(7_600), {}, { node: RETRYING });
		expect(run.error).toBeUndefined();
		expect(texts()).toHaveLength(5);
		expect(texts()[4]).toBe(texts()[2]);
		expect((await decode(fileOf(run))).messages).toBe('');
	});

	it('that fails for good names itself and the others', async () => {
		fails({ outcome: 'error', errorCode: 'PROCESSING_ERROR', retryable: false });
		const { error } = await speak(story(7_600), {}, { node: RETRYING });
		expect(error?.message).toMatch(/^Piece 3 of 4: The deAPI job failed/);
		const ids = [...rig.emulator.jobs.all.keys()].slice(-4);
		expect(error?.description).toContain('Pieces that are not done: 3 of 4. A retry buys none again that is done.');
		expect(error?.description).toContain(`Request IDs by piece: ${ids.map((id, index) => `${index + 1}: ${id}`).join(', ')}`);
	});

	it('that does not end in time is waited for once more by a retry, and nothing is bought again', async () => {
		fails({ outcome: 'never' });
		const before = rig.emulator.jobs.all.size;
		const isDone = () => [...rig.emulator.jobs.all.values()].slice(before).filter(({ status }) => status === 'done').length === 3;
		// However long the machine takes to make the others, it is an hour later then.
		let skipped = 0;
		const clock = vi.spyOn(realTiming, 'now').mockImplementation(() => Date.now() + (skipped ||= isDone() ? 3_600_000 : 0));
		onTestFinished(() => clock.mockRestore());
		const run = await speak(story(7_600));
		expect(run.error?.message).toBe('Piece 3 of 4: The deAPI job did not finish within "Wait Timeout"');
		expect(run.error?.description).toContain('Pieces that are not done: 3 of 4.');
		await rig.emulator.jobs.finish([...rig.emulator.jobs.all.values()].at(-2)!);
		await run.retryByHand({});
		expect(run.error).toBeUndefined();
		expect(texts()).toHaveLength(4);
		expect(piecesOf(run)).toHaveLength(4);
	});

	it('that may have been submitted is not sent again by itself, nor are those after it; by hand, they are', async () => {
		let count = 0;
		rig.emulator.jobs.planFor = () => {
			if (++count === 2) rig.emulator.faults.push({ on: SPEECH, drop: 'after' });
			return undefined;
		};
		const run = await speak(story(7_600), {}, { node: RETRYING });
		expect(run.error?.message).toMatch(/^Piece 3 of 4: .* the job may have been submitted all the same$/);
		expect(run.error?.description).toContain('Pieces that are not done: 3, 4 of 4.');
		expect(texts()).toHaveLength(3);

		await run.retryByHand({ options: { concurrency: 1, submitAgain: true } });
		expect(run.error).toBeUndefined();
		expect(texts()).toHaveLength(5);
		expect(texts()[3]).toBe(texts()[2]);
		expect(piecesOf(run)).toHaveLength(4);
	});

	it('fails its item once under Continue On Fail, with the request IDs of the others', async () => {
		fails({ outcome: 'error', errorCode: 'PROCESSING_ERROR' });
		const { output } = await speak(story(7_600), {}, { node: { onError: 'continueRegularOutput' } });
		expect(output).toHaveLength(1);
		expect(output[0].json.error).toMatchObject({
			message: expect.stringMatching(/^Piece 3 of 4: /),
			description: expect.stringContaining('Request IDs by piece: 1: '),
		});
	});
});

describe('a retry by hand of a long text', () => {
	it('buys the pieces that were changed, and keeps the others', async () => {
		let count = 0;
		rig.emulator.jobs.planFor = () => (++count === 4 ? { outcome: 'error', errorCode: 'PROCESSING_ERROR' } : undefined);
		const text = story(7_600);
		const run = await speak(text);
		expect(run.error?.message).toMatch(/^Piece 4 of 4/);
		await run.retryByHand({ text: text.replace('Sentence 50 tells of', 'Sentence 50 sings of') });
		expect(run.error).toBeUndefined();
		expect(texts()).toHaveLength(6);
		expect(texts()[4]).toContain('sings');
		expect(texts()[5]).toBe(texts()[3]);
	});

	it.each([
		['longer', (text: string) => `${text} And that is the end of it, at last.`],
		['shorter', (text: string) => text.slice(0, 5_000).trim()],
	])('keeps what has stayed the same of a text that has become %s', async (_what, change) => {
		let count = 0;
		rig.emulator.jobs.planFor = () => (++count === 4 ? { outcome: 'error', errorCode: 'PROCESSING_ERROR' } : undefined);
		const text = story(7_600);
		const run = await speak(text);
		expect(run.error?.message).toMatch(/^Piece 4 of 4/);
		await run.retryByHand({ text: change(text) });
		expect(run.error).toBeUndefined();
		expect(
			piecesOf(run)
				.map(({ request_id: id }) => rig.emulator.jobs.all.get(id)!.fields.text)
				.join(' '),
		).toBe(change(text));
		expect(texts()).toHaveLength(5);
	});

	it('joins them anew with another pause, and buys none again', async () => {
		fails({ outcome: 'error', errorCode: 'PROCESSING_ERROR' });
		const run = await speak(story(7_600));
		expect(run.error?.message).toMatch(/^Piece 3 of 4/);
		await run.retryByHand({ options: { concurrency: 1, pauseBetweenPieces: 2_000 } });
		expect(run.error).toBeUndefined();
		expect(texts()).toHaveLength(5);
		const pieces = piecesOf(run);
		const lengths = await Promise.all(pieces.map(async ({ request_id: id }) => (await decode(contentOf(id))).seconds));
		for (const [index, { start }] of pieces.slice(1).entries()) {
			expect(start - pieces[index].start - lengths[index]).toBeGreaterThan(1.95);
		}
	});

	it('refuses to put together pieces of different texts', async () => {
		let count = 0;
		rig.emulator.jobs.planFor = () => (++count === 2 ? { outcome: 'error', errorCode: 'PROCESSING_ERROR' } : undefined);
		const text = `={{ Math.random() + ${JSON.stringify(` ${story(3_600)}`)} }}`;
		const { error } = await speak(text, {}, { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } });
		expect(error?.message).toContain('another text or recording than at the first try');
		expect(texts()).toHaveLength(2);
	});
});
