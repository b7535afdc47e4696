import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Client } from '../support/emulator/client.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import type { Example } from '../support/emulator/examples.mts';
import { makeFile } from '../support/emulator/ffmpeg.mts';
import { hear } from '../support/emulator/hearing.mts';
import type { HeardWord } from '../support/emulator/hearing.mts';
import type { Plan } from '../support/emulator/jobs.mts';
import { longRecording } from '../support/emulator/recordings.mts';
import type { LongRecording } from '../support/emulator/recordings.mts';
import { sampleClip, sampleSpeech } from '../support/emulator/samples.mts';
import { silence } from '../support/emulator/silence.mts';
import { framesOf } from '../support/emulator/tapes.mts';
import { segmentsOf } from '../support/emulator/transcripts.mts';
import { VOCABULARY } from '../support/emulator/words.mts';
import { decode, jointLoudness } from '../support/harness/listening.mts';

/** Recordings whose words are known, and the ears of the emulator. */
let emulator: Emulator;
let client: Client;
/** An MP3 of some minutes. */
let recording: LongRecording;
/** In seconds: edges of words are heard a few milliseconds off. */
const EXACT = 0.01;

beforeAll(async () => {
	emulator = await new Emulator({ apiKey: 'key', webhookSecret: '' }).start();
	emulator.jobs.duration = 0;
	client = new Client(emulator, { authorization: 'Bearer key' });
	recording = await longRecording({ minutes: 4 });
});
afterAll(async () => await emulator.stop());
beforeEach(() => void (emulator.balance = 20));

interface ToldWord {
	word: string;
	start: number;
	end: number;
	speaker?: string;
}

interface Transcript {
	text: string;
	segments: Array<{ start: number; end: number; text: string; speaker?: string; words?: ToldWord[] }>;
}

const SPEECH = { model: 'Kokoro', lang: 'en-us', voice: 'af_alloy', speed: 1, format: 'mp3', sample_rate: 24_000 };
const STRUCTURED = { model: 'WhisperLargeV3Ct2', include_ts: true };

async function transcribe(content: Buffer, fields: object): Promise<string> {
	const answer = await client.result('POST /audio/transcriptions', {
		fields: { include_ts: false, ...fields },
		files: { source_file: content },
	});
	return String(answer.content);
}

const structured = async (content: Buffer, fields: object = {}): Promise<Transcript> =>
	JSON.parse(await transcribe(content, { ...STRUCTURED, ...fields }));

const textOf = ({ utterances }: LongRecording) => utterances.map(({ text }) => text).join(' ');
const saying = (words: HeardWord[] = []) => words.map(({ text }) => text).join(' ');

describe('a recording', () => {
	it.each([
		{ minutes: 2 },
		{ minutes: 2, bitRate: 320 },
		{ minutes: 2, bitRate: 32 },
		{ minutes: 2, reservoir: true },
		{ minutes: 2, format: 'wav' },
		{ minutes: 2, format: 'flac' },
		{ minutes: 0.01 },
	] as const)('of %j plays without complaint, and is understood to the word', async (options) => {
		const made = await longRecording(options);
		const played = await decode(made.content);
		expect([played.messages, played.seconds]).toEqual(['', expect.closeTo(made.seconds, 2)]);
		const words = (await hear(made.content))!;
		expect(saying(words)).toBe(textOf(made));
		for (const { start, end, text, voice } of made.utterances) {
			const own = words.splice(0, text.split(' ').length);
			expect(Math.abs(own[0].start - start)).toBeLessThan(EXACT);
			expect(Math.abs(own.at(-1)!.end - end)).toBeLessThan(EXACT);
			expect(own.every((word) => word.voice === voice)).toBe(true);
		}
	});

	it('of 90 minutes is made at once, has 86 MB, and no sentence twice', async () => {
		const startedAt = performance.now();
		const { content, utterances, seconds } = await longRecording({ minutes: 90 });
		expect(performance.now() - startedAt).toBeLessThan(10_000);
		expect([content.length / 1e6, seconds / 60]).toEqual([expect.closeTo(86.3, 0), expect.closeTo(89.9, 0)]);
		expect(new Set(utterances.map(({ text }) => text)).size).toBe(utterances.length);
		expect(utterances.length).toBeGreaterThan(1_000);
		const pauses = utterances.slice(1).map(({ start }, index) => start - utterances[index].end);
		expect([Math.min(...pauses), Math.max(...pauses)]).toEqual([expect.closeTo(0.1, 1), expect.closeTo(2, 0)]);
	});

	it('follows from its seed', async () => {
		const one = await longRecording({ minutes: 0.5, seed: 7 });
		expect((await longRecording({ minutes: 0.5, seed: 7 })).content.equals(one.content)).toBe(true);
		expect(textOf(await longRecording({ minutes: 0.5, seed: 8 }))).not.toBe(textOf(one));
	});
});

describe('a piece of a recording', () => {
	/** Frames of the MP3, by seconds. */
	const piece = (from: number, to: number) => {
		const frames = framesOf(recording.content);
		const [first, next] = [from, to].map((seconds) => Math.round((seconds * frames.length) / recording.seconds));
		return Buffer.concat(frames.slice(first, next));
	};
	/** The word that begins last before a time, and how long it is then. */
	const middleOf = ({ start }: { start: number }, share: number) => start + share * 0.3;

	it.each([
		[0.1, 'understands a word that is nearly whole', 'sentence'],
		[0.5, 'mishears the half of a word', undefined],
		[0.85, 'does not hear the rest of a word', 'zero'],
	])('that begins after %d of a word %s', async (share, _what, first) => {
		const [, second] = recording.utterances;
		const words = (await hear(piece(middleOf(second, share), 60)))!;
		if (first) expect(words[0].text).toBe(first);
		else expect(VOCABULARY).not.toContain(words[0].text);
		expect(saying(words.slice(first === 'zero' ? 0 : 1))).toMatch(/^zero zero zero one says /);
	});

	it('that ends within a word does not have it', async () => {
		const [, second] = recording.utterances;
		const words = (await hear(piece(0, middleOf(second, 0.5))))!;
		expect(saying(words.slice(0, -1))).toBe(recording.utterances[0].text);
		expect(VOCABULARY).not.toContain(words.at(-1)!.text);
	});

	it('has times of its own, and otherwise the same words', async () => {
		const [from, to] = [recording.utterances[9].start - 0.04, recording.utterances[19].end + 0.04];
		const words = (await hear(piece(from, to)))!;
		expect(saying(words)).toBe(textOf({ ...recording, utterances: recording.utterances.slice(9, 20) }));
		expect(words[0].start).toBeLessThan(0.1);
		expect(words.at(-1)!.end).toBeCloseTo(to - from, 0);
	});

	it('of an MP3 whose frames need those before them is what a player makes of it', async () => {
		const whole = await longRecording({ minutes: 1, reservoir: true });
		const bytes = whole.content.subarray(whole.content.indexOf(Buffer.from([0xff, 0xfb])));
		const frames = framesOf(bytes);
		const words = (await hear(Buffer.concat(frames.slice(frames.length >> 1))))!;
		expect(textOf(whole).endsWith(saying(words.slice(1)))).toBe(true);
		expect(words.length).toBeGreaterThan(20);
	});

	it('with nothing but the rest of a word, or silence, has an empty transcript', async () => {
		const [first] = recording.utterances;
		for (const content of [piece(first.start + 0.24, first.start + 0.36), Buffer.concat([...silence(50_000)])]) {
			expect(await transcribe(content, { model: 'WhisperLargeV3' })).toBe('');
			expect(await structured(content)).toEqual({ text: '', language: 'en', segments: [] });
		}
	});
});

describe('a transcript', () => {
	it('is of all that is heard, in JSON with exact times', async () => {
		const { text, segments } = await structured(recording.content, { ts_level: 'word' });
		expect(text).toBe(textOf(recording));
		expect(segments.length).toBeGreaterThan(50);
		const words = segments.flatMap((segment) => segment.words!);
		expect(words.map(({ word }) => word).join(' ')).toBe(text);
		expect(words[0].start).toBeCloseTo(recording.utterances[0].start, 1);
		expect(words.at(-1)!.end).toBeCloseTo(recording.utterances.at(-1)!.end, 1);
		for (const { start, end, words: own, speaker } of segments) {
			expect([start, end, speaker]).toEqual([own![0].start, own!.at(-1)!.end, undefined]);
			expect(own!.length).toBeLessThanOrEqual(12);
		}
	});

	it('of the older model has lines of whole seconds', async () => {
		const lines = (await transcribe(recording.content, { model: 'WhisperLargeV3', include_ts: true })).split('\n');
		expect(lines.length).toBeGreaterThan(50);
		expect(lines[0]).toMatch(/^\[0:00 - 0:0\d\] {2}sentence zero zero zero zero says /);
		const said = lines.map((line) => /^\[\d+:\d\d - \d+:\d\d\] {2}(.+)$/.exec(line)![1]);
		expect(said.join(' ')).toBe(textOf(recording));
		expect(await transcribe(recording.content, { model: 'WhisperLargeV3' })).toBe(textOf(recording));
	});

	const ONE_WORD = { end: 0, text: 'the', voice: 0 };
	const at = (...starts: number[]) => starts.map((start) => ({ ...ONE_WORD, start, end: start + 0.3 }));

	it.each([
		['a pause', at(0, 0.7, 1.6), 2],
		['twelve words', at(...Array.from({ length: 13 }, (_, index) => index * 0.4)), 2],
		['half a minute', at(29, 29.6, 30.1), 2],
		['none of these', at(0, 0.7, 1.4), 1],
	])('has another segment after %s', (_what, words, count) => {
		expect(segmentsOf(words)).toHaveLength(count);
	});

	it('numbers speakers anew in every file, in the order in which they are heard', async () => {
		const sentences = recording.utterances;
		const change = sentences.findIndex(({ voice }) => voice === 1);
		const frames = framesOf(recording.content);
		const first = Math.round((sentences[change].start * frames.length) / recording.seconds) - 2;
		const speakers = async (content: Buffer) => {
			const { segments } = await structured(content, { diarize: true, ts_level: 'word' });
			expect(segments.every(({ speaker }) => /^SPEAKER_0[01]$/.test(speaker!))).toBe(true);
			return segments.flatMap(({ words }) => words!.map(({ speaker }) => speaker));
		};
		const [whole, rest] = [await speakers(recording.content), await speakers(Buffer.concat(frames.slice(first)))];
		expect([whole[0], rest[0]]).toEqual(['SPEAKER_00', 'SPEAKER_00']);
		const same = whole.slice(-rest.length);
		expect(same[0]).toBe('SPEAKER_01');
		expect(rest.every((label, index) => label !== same[index])).toBe(true);
		const voices = sentences.flatMap(({ text, voice }) => text.split(' ').map(() => `SPEAKER_0${voice}`));
		expect(whole).toEqual(voices);
	});

	it('of what has no such words is as ever', async () => {
		const noise = await makeFile([], 'mp3', () => ['-f', 'lavfi', '-i', 'anoisesrc=d=3:a=0.5']);
		const sines = async (...frequencies: number[]) => {
			const sum = frequencies.map((frequency) => `0.2*sin(2*PI*${frequency}*t)`).join('+');
			return await makeFile([], 'wav', () => ['-f', 'lavfi', '-i', `aevalsrc=${sum}:d=0.3`]);
		};
		expect(await hear(await sines(700, 1_400, 400))).toMatchObject([{ text: 'zero', voice: 0 }]);
		const others = await Promise.all([sines(700), sines(700, 1_400), sines(700, 400), sines(700, 1_400, 400, 3_000, 3_300)]);
		const longSilence = Buffer.concat([...silence(31 * 48_000)]);
		for (const content of [await sampleSpeech('mp3', 6), await sampleClip(), noise, longSilence, ...others]) {
			expect(await hear(content)).toBeUndefined();
		}
		expect(await hear(Buffer.from('no sound'))).toBeUndefined();
		expect(await transcribe(await sampleSpeech('mp3', 6), { model: 'WhisperLargeV3' })).toMatch(/^This is source_file\.bin, 6\.0 seconds/);
	});

	it('of 20 MB is heard in a few seconds', async () => {
		const largest = await longRecording({ minutes: 21 });
		expect(largest.content.length).toBeGreaterThan(20_000_000);
		const startedAt = performance.now();
		expect(saying(await hear(largest.content))).toBe(textOf(largest));
		expect(performance.now() - startedAt).toBeLessThan(10_000);
	});
});

describe('speech', () => {
	const TEXT = 'This is somewhat long, and is spoken all the same. ';
	const speak = async (text: string, fields: object = {}) =>
		(await client.result('POST /audio/speech', { fields: { ...SPEECH, text, ...fields } })).content;

	it.each([3, 15, 40, 999, 5_000, 10_001])('of %d characters lasts as long as they take, from silence to silence', async (length) => {
		const startedAt = performance.now();
		const { seconds, samples, rate, messages } = await decode(await speak(TEXT.repeat(200).slice(0, length)));
		expect([seconds, messages]).toEqual([expect.closeTo(length / 15, 1), '']);
		for (const at of [0, seconds]) expect(jointLoudness(samples, rate, at).largestJump).toBeLessThan(QUIET_JUMP);
		expect(loudest(samples.subarray(0, rate / 1_000))).toBeLessThan(0.01);
		expect(loudest(samples.subarray(-rate / 200))).toBeLessThan(0.01);
		expect(performance.now() - startedAt).toBeLessThan(60_000);
	});

	it('is the same for the same text and voice, and for no others', async () => {
		const [one, again, ...others] = await Promise.all([
			speak(TEXT),
			speak(TEXT),
			speak(`${TEXT}.`.slice(1)),
			speak(TEXT, { voice: 'af_bella' }),
		]);
		expect(again.equals(one)).toBe(true);
		expect(others.map((other) => other.equals(one))).toEqual([false, false]);
	});

	it('does not click where one follows another', async () => {
		const [one, other] = await Promise.all([TEXT, `${TEXT} Yes.`].map(async (text) => await decode(await speak(text))));
		const joined = Int16Array.from([...one.samples, ...other.samples]);
		expect(jointLoudness(joined, one.rate, one.seconds).largestJump).toBeLessThan(QUIET_JUMP);
	});
});

/** Between two samples of a tune, in parts of full scale. */
const QUIET_JUMP = 0.15;
const loudest = (samples: Int16Array) => Math.max(...[...samples].map(Math.abs)) / 32_768;

describe('whoever listens', () => {
	const RATE = 24_000;
	/** Of 440 Hz, at a quarter of full scale. */
	const tone = () => Int16Array.from({ length: RATE * 2 }, (_, index) => 8_192 * Math.sin((2 * Math.PI * 440 * index) / RATE));
	const changed = (change: (samples: Int16Array) => void) => {
		const samples = tone();
		change(samples);
		return samples;
	};

	it('hears how loud a sound is, and nothing wrong in it', () => {
		const loudness = expect.closeTo(0.25 / Math.SQRT2, 2);
		const found = jointLoudness(tone(), RATE, 1);
		expect(found).toEqual({ before: loudness, across: loudness, after: loudness, largestJump: expect.closeTo(0.0288, 3) });
	});

	it.each([-0.02, 0, 0.02])('hears a click %d seconds from the joint', (off) => {
		const clicked = changed((samples) => void (samples[Math.round((1 + off) * RATE)] += 16_384));
		expect(jointLoudness(clicked, RATE, 1).largestJump).toBeGreaterThan(0.4);
		expect(jointLoudness(clicked, RATE, 1.5).largestJump).toBeLessThan(0.05);
	});

	it('hears where a tone breaks off, and where it is gone', () => {
		const half = changed((samples) => void samples.fill(0, RATE + 14));
		expect(jointLoudness(half, RATE, 1)).toMatchObject({
			before: expect.closeTo(0.177, 2),
			after: 0,
			largestJump: expect.closeTo(0.25, 1),
		});
		const holed = changed((samples) => void samples.fill(0, 0.97 * RATE, 1.03 * RATE));
		expect(jointLoudness(holed, RATE, 1)).toMatchObject({ across: 0, before: expect.closeTo(0.168, 2) });
	});

	it('hears what a player complains of, at the rate of the file', async () => {
		const { content } = await longRecording({ minutes: 0.2, bitRate: 32 });
		expect(await decode(content)).toMatchObject({ rate: 22_050, messages: '' });
		const torn = Buffer.concat([content.subarray(0, 5_000), Buffer.alloc(3_000, 0x55), content.subarray(5_000)]);
		expect((await decode(torn)).messages).not.toBe('');
		await expect(decode(Buffer.from('no sound'))).rejects.toThrow('This cannot be played: ');
	});
});

describe('one job of many', () => {
	const status = async (name: string, example: Partial<Example>) => (await client.finish(name, example)).status;
	const FAILS: Plan = { outcome: 'error', errorReason: 'TIMEOUT' };

	beforeEach(() => {
		emulator.jobs.planFor = () => undefined;
	});

	it('can fail for its text', async () => {
		emulator.jobs.planFor = ({ text }) => (String(text).includes('second') ? FAILS : undefined);
		const outcomes = ['The first.', 'The second.', 'The third.'].map(
			async (text) => await status('POST /audio/speech', { fields: { ...SPEECH, text } }),
		);
		expect(await Promise.all(outcomes)).toEqual(['done', 'error', 'done']);
	});

	it.each([
		['size', ({ size }: UploadedPiece) => size === 96_044],
		['hash', ({ sha256 }: UploadedPiece) => sha256 === createHash('sha256').update(waves[1]).digest('hex')],
		['place among the uploads', (_file: UploadedPiece, place: number) => place === 1],
	])('can fail for the %s of its file', async (_what, isMeant) => {
		let place = 0;
		emulator.jobs.planFor = (_fields, [file] = []) => (isMeant(file, place++) ? FAILS : undefined);
		const outcomes: string[] = [];
		for (const source_file of waves) {
			outcomes.push(
				await status('POST /audio/transcriptions', { fields: { include_ts: false, model: 'WhisperLargeV3' }, files: { source_file } }),
			);
		}
		expect(outcomes).toEqual(['done', 'error', 'done']);
	});
	type UploadedPiece = NonNullable<Parameters<Emulator['jobs']['planFor']>[1]>[number];
	const waves = [1, 2, 3].map((seconds) => Buffer.concat([...silence(44 + seconds * 48_000)]));
});

describe('a limit', () => {
	const HEARD = { include_ts: false, model: 'WhisperLargeV3' };
	const answer = async (name: string, fields: object, source_file?: Buffer) => {
		const { status, body } = await client.send(name, { fields: { ...fields }, files: source_file && { source_file } });
		return status === 200 ? 'taken' : Object.values(body.errors).flat().join(' ');
	};

	it('of 20 MB is that of recordings, for jobs and their prices', async () => {
		const { content } = await longRecording({ minutes: 22 });
		expect(content.length).toBeGreaterThan(20_480 * 1_024);
		const fitting = content.subarray(0, 20_480 * 1_024);
		for (const path of ['POST /audio/transcriptions', 'POST /audio/transcriptions/price']) {
			expect(await answer(path, HEARD, content)).toBe('The source file field must not be greater than 20480 kilobytes.');
			expect(await answer(path, HEARD, fitting)).toBe('taken');
		}
	});

	it.each([
		['Kokoro', SPEECH, 10_001],
		['Chatterbox', { ...SPEECH, model: 'Chatterbox', lang: 'en', voice: 'default', format: 'wav' }, 2_000],
	])('of the text is that of the model %s, for jobs and their prices', async (_model, fields, most) => {
		const [price, text] = ['POST /audio/speech/price', 'x'.repeat(most)];
		const tooLong = `The text field must not be greater than ${most} characters.`;
		expect(await answer('POST /audio/speech', { ...fields, text })).toBe('taken');
		expect(await answer('POST /audio/speech', { ...fields, text: `${text}x` })).toBe(tooLong);
		expect(await answer(price, { ...fields, text: `${text}x` })).toBe(tooLong);
		expect(await answer(price, { ...fields, count_text: most })).toBe('taken');
		expect(await answer(price, { ...fields, count_text: most + 1 })).toBe(`The count text field must not be greater than ${most}.`);
	});

	it('has no part in prices: a length is paid like the text or the file that it stands in for', async () => {
		const priceOf = async (name: string, fields: object, source_file?: Buffer): Promise<number> =>
			(await client.send(`${name}/price`, { fields: { ...fields }, files: source_file && { source_file } })).body.data.price;
		const [spoken, counted] = [{ text: 'x'.repeat(5_000) }, { count_text: 5_000 }];
		expect(await priceOf('POST /audio/speech', { ...SPEECH, ...spoken })).toBeCloseTo(
			await priceOf('POST /audio/speech', { ...SPEECH, ...counted }),
			9,
		);
		const [sent, told] = [
			await priceOf('POST /audio/transcriptions', HEARD, recording.content),
			await priceOf('POST /audio/transcriptions', { ...HEARD, duration_seconds: recording.seconds }),
		];
		expect([sent, told]).toEqual([expect.closeTo(0.005 + 0.0000130208 * recording.seconds, 5), expect.closeTo(sent, 5)]);
	});
});
