import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { factsOf } from '../../nodes/shared/media/facts.ts';
import { probe } from '../support/emulator/probe.mts';
import { longRecording } from '../support/emulator/recordings.mts';
import type { Utterance } from '../support/emulator/recordings.mts';
import { WORD_SECONDS } from '../support/emulator/words.mts';
import { decode, jointLoudness } from '../support/harness/listening.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { Run, TestBed } from '../support/harness/testBed.mts';
import { fetchFile, generate, splitPrompts, workflowOf } from '../support/harness/workflows.mts';

/** Items that take several jobs, from n8n's binary store and into it. */
let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});
afterAll(async () => await testBed?.close());
beforeEach(() => testBed.emulator.calm());

/** Which of a run's jobs were to call back. */
const calledBack = ({ paid }: Run) => paid.filter(({ fields }) => fields.webhook_url !== undefined);

describe('30,000 characters of speech', () => {
	interface Piece {
		request_id: string;
		characters: number;
		start: number;
	}
	/** In seconds. */
	const PIECE_TOLERANCE = 0.05;
	/** Softer than any note. */
	const CLICK = 0.15;

	const text = Array.from({ length: 1_000 }, (_, index) => `Sentence ${index} tells of a river and of all that swims in it.`)
		.join(' ')
		.slice(0, 30_000)
		.trim();

	it('become one MP3, each piece bought once, and play without a click', async () => {
		const { emulator, n8n } = testBed;
		emulator.jobs.duration = 4_000;
		const speak = {
			resource: 'audio',
			operation: 'generateSpeech',
			text: '={{ $json.body.text }}',
			model: 'Qwen3_TTS_12Hz_1_7B_CustomVoice',
		};
		const run = await testBed.runWorkflow(workflowOf('long-text', { parameters: { ...speak, options: { format: 'mp3' } } }), { text });
		expect(run.error).toBeUndefined();
		expect(run.items).toHaveLength(1);

		const texts = run.paid.map(({ fields }) => String(fields.text));
		const pieces = run.items[0].json.pieces as Piece[];
		expect(texts).toHaveLength(pieces.length);
		const spoken = pieces.map(({ request_id: id }) => String(emulator.jobs.all.get(id)!.fields.text));
		expect(spoken.join(' ')).toBe(text);
		expect(pieces.map(({ characters }) => characters)).toEqual(spoken.map(({ length }) => length));
		expect(calledBack(run)).toHaveLength(1);
		const ends = emulator.webhooks.deliveries.filter(({ event }) => event === 'job.completed');
		expect(ends.map(({ status }) => status)).toEqual([200]);

		const { json, files, names } = await n8n.read(run.items[0]);
		expect(names.data).toBe(`deapi-${json.request_id}.mp3`);
		const whole = await decode(files.data);
		expect(whole.messages).toBe('');
		const parts = await Promise.all(pieces.map(async ({ request_id: id }) => await decode(emulator.jobs.all.get(id)!.result!.content)));
		const starts = [...pieces.map(({ start }) => start), whole.seconds];
		const excess = parts.map(({ seconds }, index) => starts[index + 1] - starts[index] - seconds);
		expect(excess.filter((seconds) => Math.abs(seconds) > PIECE_TOLERANCE)).toEqual([]);
		const sum = parts.reduce((total, { seconds }) => total + seconds, 0);
		expect(Math.abs(whole.seconds - sum)).toBeLessThan(PIECE_TOLERANCE * parts.length);
		const joints = pieces.slice(1).map(({ start }) => jointLoudness(whole.samples, whole.rate, start));
		expect(
			joints.filter(({ largestJump, across, before, after }) => largestJump > CLICK || across > Math.max(before, after) + 0.05),
		).toEqual([]);

		const file = { fileName: 'speech.mp3', mimeType: 'audio/mpeg', size: files.data.length, open: async () => files.data };
		const told = [(await factsOf(file)).duration, (await probe(files.data)).seconds];
		// All frames, with those samples at both ends that players leave out.
		for (const seconds of told) expect(seconds! - whole.seconds).toBeLessThan(0.15);
		for (const seconds of told) expect(seconds).toBeGreaterThanOrEqual(whole.seconds);
	});
});

describe('90 minutes of MP3', () => {
	interface Word {
		word: string;
		start: number;
		end: number;
	}
	interface Segment {
		start: number;
		end: number;
		text: string;
		words: Word[];
	}
	/** In seconds. */
	const EXACT = 0.3;
	/** In bytes: docs/api.md#files. */
	const LARGEST_UPLOAD = 20 * 1024 * 1024;
	const TIMEOUT = 240_000;

	/** Words come evenly. */
	const truth = (utterances: Utterance[]): Word[] =>
		utterances.flatMap(({ text, start, end }) => {
			const words = text.split(' ');
			const step = (end - start - WORD_SECONDS) / (words.length - 1);
			return words.map((word, index) => ({ word, start: start + index * step, end: start + index * step + WORD_SECONDS }));
		});
	const textOf = (words: Word[]) => words.map(({ word }) => word).join(' ');

	it(
		'are transcribed in pieces of 20 MB at most: every utterance once, in order and in time',
		async () => {
			const { content, utterances, seconds } = await longRecording({ minutes: 90 });
			expect(content.length).toBeGreaterThan(86_000_000);
			const { emulator, n8n } = testBed;
			const workflow = workflowOf('long-recording', fetchFile(emulator.web.serve('talk.mp3', { content })), {
				name: 'Transcribe',
				parameters: {
					resource: 'audio',
					operation: 'transcribe',
					model: 'WhisperLargeV3Ct2',
					options: { wordTimestamps: true, subtitles: ['srt', 'vtt'] },
				},
			});
			const before = emulator.requests.length;
			const id = await n8n.addWorkflow(workflow, testBed.credentialId);
			await n8n.trigger('long-recording', {});
			const { data } = await n8n.untilExecution(id, ['success', 'error'], { timeout: TIMEOUT });
			expect(data.resultData.error).toBeUndefined();
			const uploads = emulator.requests.slice(before).flatMap(({ files }) => files);
			expect(Math.max(...uploads.map(({ size }) => size))).toBeLessThanOrEqual(LARGEST_UPLOAD);

			const items = data.resultData.runData.Transcribe.at(-1)!.data!.main[0]!;
			expect(items).toHaveLength(1);
			const { json, files, names } = await n8n.read(items[0]);
			const expected = truth(utterances);
			const segments = json.segments as Segment[];
			const words = segments.flatMap((segment) => segment.words);
			expectSame(textOf(words), expected);
			expectSame(json.text as string, expected);
			expectSame(segments.map(({ text }) => text).join(' '), expected);
			const isOff = ({ start, end }: Word, index: number) =>
				Math.abs(start - expected[index].start) > EXACT || Math.abs(end - expected[index].end) > EXACT;
			expect(words.filter(isOff)).toEqual([]);
			const isBeside = ({ start, end, words: own }: Segment) =>
				Math.abs(start - own[0].start) > EXACT || Math.abs(end - own.at(-1)!.end) > EXACT;
			expect(segments.filter(isBeside)).toEqual([]);

			expect(names).toMatchObject({ srt: expect.stringMatching(/\.srt$/), vtt: expect.stringMatching(/\.vtt$/) });
			expect(files.data.length).toBeGreaterThan(0);
			for (const subtitles of [files.srt, files.vtt]) {
				const cues = cuesOf(subtitles.toString());
				expectSame(cues.map(({ text }) => text).join(' '), expected);
				const starts = cues.map(({ start }) => start);
				expect(starts).toEqual(segments.map(({ start }) => expect.closeTo(start, 2)));
			}

			const pieces = json.pieces as Array<{ request_id: string; start: number; end: number }>;
			expect(pieces.length).toBeGreaterThanOrEqual(5);
			expect(new Set(pieces.map(({ request_id: requestId }) => requestId)).size).toBe(pieces.length);
			expect(uploads).toHaveLength(pieces.length);
			expect([pieces[0].start, pieces.at(-1)!.end]).toEqual([0, expect.closeTo(seconds, 0)]);
			const overlaps = pieces.slice(1).map(({ start }, index) => pieces[index].end - start);
			expect(overlaps.filter((overlap) => overlap < 0 || overlap > 30)).toEqual([]);
		},
		TIMEOUT,
	);

	/** Names what differs, not all that is said. */
	function expectSame(text: string, words: Word[]): void {
		const sentences = (whole: string) => whole.split(/ (?=sentence )/);
		const [heard, said] = [sentences(text), sentences(textOf(words))];
		expect(heard.filter((sentence, index) => !said.includes(sentence) || heard.indexOf(sentence) < index)).toEqual([]);
		expect(said.filter((sentence) => !heard.includes(sentence))).toEqual([]);
		expect(text === textOf(words)).toBe(true);
	}

	function cuesOf(subtitles: string): Array<{ start: number; text: string }> {
		return [...subtitles.matchAll(/^(\d+):(\d+):(\d+)[,.](\d+) --> .*\n((?:.+\n)+)/gm)].map(([, hours, minutes, seconds, ms, lines]) => ({
			start: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(ms) / 1000,
			text: lines.trim().replaceAll('\n', ' '),
		}));
	}
});

describe('four variations of each of three items', () => {
	it('come out as twelve items in order, with the one that failed in its place', async () => {
		const { emulator, n8n } = testBed;
		const seeds: number[] = [];
		emulator.jobs.planFor = ({ prompt, seed }) => {
			if (prompt !== 'b' || seeds.push(Number(seed)) !== 3) return undefined;
			return { outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'Cannot be drawn' };
		};
		const parameters = { ratio: 'custom', width: 256, height: 256, options: { numberOfResults: 4 } };
		const node = generate(parameters, { onError: 'continueRegularOutput' });
		const prompts = ['a', 'b', 'c'];
		const run = await testBed.runWorkflow(workflowOf('variations', splitPrompts, node), { prompts });
		expect(run.error).toBeUndefined();
		expect(run.paid).toHaveLength(12);
		expect(calledBack(run)).toHaveLength(1);

		const jobs = run.items.map(({ json }) => emulator.jobs.all.get(json.request_id ?? json.error.request_id)!);
		expect(jobs.map(({ fields }) => fields.prompt)).toEqual(prompts.flatMap((prompt) => Array<string>(4).fill(prompt)));
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].flatMap((item) => Array(4).fill({ item })));
		const failed = run.items.flatMap(({ json }, index) => (json.error ? [index] : []));
		expect(failed).toEqual([4 + [...seeds].sort((a, b) => a - b).indexOf(seeds[2])]);
		expect(run.items[failed[0]].json.error.message).toMatch(/^Variation \d of 4: The deAPI job failed: Cannot be drawn/);
		for (const item of [0, 1, 2]) {
			const own = jobs.slice(item * 4, item * 4 + 4).map(({ fields }) => Number(fields.seed));
			expect(new Set(own).size).toBe(4);
		}
		for (const [index, item] of run.items.entries()) {
			if (index === failed[0]) continue;
			expect(item.json).toMatchObject({ variation: (index % 4) + 1, seed: jobs[index].fields.seed });
			expect((await n8n.read(item)).files.data.equals(jobs[index].result!.content)).toBe(true);
		}
	});
});
