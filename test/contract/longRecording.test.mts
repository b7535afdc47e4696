import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { readCues } from '../../nodes/shared/results/cues.ts';
import type { Segment } from '../../nodes/shared/results/segment.ts';
import { longRecording } from '../support/emulator/recordings.mts';
import type { LongRecording } from '../support/emulator/recordings.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import type { WorkflowRun } from '../support/harness/workflow.mts';
import { Rig } from './rig.mts';

/** Recordings that no job takes: cut, transcribed piece by piece, and merged. On a real n8n, `e2e/longItems.test.mts` plays an hour and a half. */
let rig: Rig;
const recordings: Record<string, LongRecording> = {};

beforeAll(async () => {
	rig = await Rig.open();
	recordings.mp3 = await longRecording({ minutes: 25 });
	recordings.wav = await longRecording({ minutes: 13, format: 'wav' });
	recordings.flac = await longRecording({ minutes: 32, format: 'flac' });
}, 120_000);
afterAll(async () => await rig.close());
beforeEach(() => rig.clear());

const TRANSCRIPTIONS = 'POST /audio/transcriptions';
const EXACT = 'WhisperLargeV3Ct2';
const IN_LINES = 'WhisperLargeV3';

const transcribe = async (content: Buffer, fileName: string, parameters: IDataObject = {}, more: Partial<ContextOptions> = {}) =>
	await rig.run(
		{ resource: 'audio', operation: 'transcribe', source: 'binary', model: EXACT, waitMode: 'polling', ...parameters },
		[{ json: {}, binary: { data: { data: content.toString('base64'), fileName, mimeType: 'audio/mpeg' } } }],
		more,
	);

const segmentsOf = ({ output }: WorkflowRun) => output[0].json.segments as unknown as Segment[];
const piecesOf = ({ output }: WorkflowRun) =>
	output[0].json.pieces as Array<{ request_id: string; start: number; end: number; price: number }>;
const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean);
const truth = ({ utterances }: LongRecording) => wordsOf(utterances.map(({ text }) => text).join(' '));
const fileOf = ({ output }: WorkflowRun, field: string) => Buffer.from(output[0].binary![field].data, 'base64').toString();

describe.each(['mp3', 'wav', 'flac'])('a long recording: %s', (format) => {
	it('has one transcript, in which nothing is missing and nothing twice, with the times of the whole', async () => {
		const recording = recordings[format];
		const run = await transcribe(recording.content, `talk.${format}`, { options: { subtitles: ['srt', 'vtt'] } });
		expect(run.error).toBeUndefined();
		const uploads = rig.requestsTo(TRANSCRIPTIONS);
		expect(uploads.length).toBeGreaterThan(1);
		for (const { files } of uploads) expect(files[0].size).toBeLessThanOrEqual(20_000_000);

		const segments = segmentsOf(run);
		expect(wordsOf(segments.map(({ text }) => text).join(' '))).toEqual(truth(recording));
		expect(wordsOf(String(run.output[0].json.text))).toEqual(truth(recording));
		for (const { start, end, text } of recording.utterances) {
			const [first] = wordsOf(text);
			const heard = segments.filter((segment) => segment.start < end && segment.end > start);
			expect(heard.length, text).toBeGreaterThan(0);
			expect(wordsOf(heard.map((segment) => segment.text).join(' '))).toContain(first);
		}
		for (const [index, segment] of segments.entries()) expect(segment.start).toBeGreaterThanOrEqual(segments[index - 1]?.start ?? 0);
		expect(readCues(fileOf(run, 'srt'))).toHaveLength(segments.length);
		expect(readCues(fileOf(run, 'vtt'))).toHaveLength(segments.length);

		const pieces = piecesOf(run);
		expect(pieces).toHaveLength(uploads.length);
		expect(pieces[0].start).toBe(0);
		expect(pieces.at(-1)!.end).toBeCloseTo(recording.seconds, 0);
		expect(run.output[0].json.price).toBeCloseTo(
			pieces.reduce((sum, { price }) => sum + price, 0),
			6,
		);
	}, 60_000);
});

describe('a long recording', () => {
	it('may be at an address, from which it is fetched twice: to be looked at, and to be kept', async () => {
		const { web } = rig.emulator;
		const audioUrl = web.serve('talk.mp3', { content: recordings.mp3.content });
		const run = await rig.run({ resource: 'audio', operation: 'transcribe', source: 'url', audioUrl, model: EXACT, waitMode: 'polling' });
		expect(run.error).toBeUndefined();
		expect(wordsOf(String(run.output[0].json.text))).toEqual(truth(recordings.mp3));
		expect(web.visits(audioUrl)).toHaveLength(2);
	}, 60_000);

	it('has the time of each word where that is wanted', async () => {
		const run = await transcribe(recordings.wav.content, 'talk.wav', { options: { wordTimestamps: true } });
		const words = segmentsOf(run).flatMap(({ words: own = [] }) => own);
		const said = recordings.wav.utterances.flatMap(({ text }) => wordsOf(text));
		expect(words.map(({ word }) => word.toLowerCase())).toEqual(said);
		const starts = recordings.wav.utterances.map(({ start }) => start);
		for (const start of starts) expect(Math.min(...words.map((word) => Math.abs(word.start! - start)))).toBeLessThan(0.3);
	}, 60_000);

	it('tells who speaks by the same names throughout', async () => {
		const { content, utterances } = recordings.wav;
		const run = await transcribe(content, 'talk.wav', { options: { speakers: true, wordTimestamps: true } });
		const words = segmentsOf(run).flatMap(({ words: own = [] }) => own);
		const names = [0, 1].map((voice) => {
			const own = utterances.filter((utterance) => utterance.voice === voice);
			return new Set(
				own.flatMap(({ start, end }) => words.filter((word) => word.start! >= start && word.end! <= end).map(({ speaker }) => speaker)),
			);
		});
		expect(names.map(({ size }) => size)).toEqual([1, 1]);
		expect([...names[0]]).not.toEqual([...names[1]]);
	}, 60_000);

	it.each([EXACT, IN_LINES])(
		'comes out without time stamps where none are wanted: %s',
		async (model) => {
			const run = await transcribe(recordings.wav.content, 'talk.wav', { model, includeTimestamps: false });
			expect(run.output[0].json).not.toHaveProperty('segments');
			expect(wordsOf(String(run.output[0].json.text))).toEqual(truth(recordings.wav));
			expect(wordsOf(fileOf(run, 'data'))).toEqual(truth(recordings.wav));
		},
		60_000,
	);

	it('is told its price first, and held against the maximum', async () => {
		const { output } = await transcribe(recordings.wav.content, 'talk.wav', { options: { estimatePriceOnly: true } });
		expect(output[0].json.jobs).toBe(2);
		const price = Number(output[0].json.price);
		const { error } = await transcribe(recordings.wav.content, 'talk.wav', { options: { maximumPrice: price * 0.9 } });
		expect(error?.message).toContain(`The 2 jobs of this item cost $${price}`);
		expect(rig.prices().every(({ files }) => files.length === 0)).toBe(true);
		expect(rig.paid()).toEqual([]);
	}, 60_000);

	it.each([
		[
			'where splitting is off',
			'mp3',
			{ splitLongRecording: false },
			/^The file "talk.mp3" has 22\.[89] MB, and deAPI takes 20 MB of MP3 in one job$/,
		],
		['where it takes too many pieces', 'mp3', { maximumPieces: 1 }, /which takes 2 jobs, more than the 1 of "Maximum Pieces"$/],
	])('is refused before anything is sent, %s', async (_what, format, options, message) => {
		const { error } = await transcribe(recordings[format].content, `talk.${format}`, { options });
		expect(error?.message).toMatch(message);
		expect(rig.paid()).toEqual([]);
	});

	it('is refused with what to do where its format cannot be cut', async () => {
		const head = Buffer.concat([Buffer.from('fff15080', 'hex'), Buffer.from([0x02, 0x1f, 0xfc])]);
		const frame = Buffer.concat([head, Buffer.alloc(16 - 7)]);
		const content = Buffer.concat(Array.from({ length: 1_400_000 }, () => frame));
		const { error } = await transcribe(content, 'talk.aac');
		expect(error?.message).toContain('The file "talk.aac" has 21.4 MB, and deAPI takes 20 MB of AAC in one job');
		expect(error?.description).toContain('Convert it to MP3, WAV or FLAC');
		expect(rig.paid()).toEqual([]);
	});

	it('is refused where it is damaged so that nobody could cut it', async () => {
		const content = Buffer.from(recordings.flac.content);
		for (let at = 1_000_000; at < 2_000_000; at += 1_000) content[at] ^= 0xff;
		const { error } = await transcribe(content, 'talk.flac');
		expect(error?.message).toBe('The file "talk.flac" is too large for one job, and cannot be cut: its FLAC frames cannot be followed');
		expect(rig.paid()).toEqual([]);
	});

	it('may be an MP3 with a large cover before it, cut off at its end', async () => {
		const { content, utterances } = recordings.mp3;
		const cover = Buffer.concat([Buffer.from('4944330400000000', 'hex'), Buffer.alloc(2 + 2_000_000)]);
		cover.set([2_000_000 >> 21, (2_000_000 >> 14) & 127, (2_000_000 >> 7) & 127, 2_000_000 & 127], 6);
		const run = await transcribe(Buffer.concat([cover, content.subarray(0, -200)]), 'talk.mp3');
		expect(run.error).toBeUndefined();
		const [first] = utterances;
		expect(Math.abs(segmentsOf(run)[0].start - first.start)).toBeLessThan(0.3);
		expect(wordsOf(String(run.output[0].json.text)).slice(0, -3)).toEqual(truth(recordings.mp3).slice(0, -3));
	}, 60_000);

	it('buys a piece that failed again alone', async () => {
		let count = 0;
		rig.emulator.jobs.planFor = () => (++count === 2 ? { outcome: 'error', errorCode: 'PROCESSING_ERROR' } : undefined);
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const run = await transcribe(recordings.wav.content, 'talk.wav', {}, { node });
		expect(run.error).toBeUndefined();
		const uploads = rig.requestsTo(TRANSCRIPTIONS).map(({ files }) => files[0].sha256);
		expect(uploads).toHaveLength(3);
		expect(new Set(uploads).size).toBe(2);
		expect(wordsOf(String(run.output[0].json.text))).toEqual(truth(recordings.wav));
	}, 60_000);
});
