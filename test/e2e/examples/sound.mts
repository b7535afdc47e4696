import { expect } from 'vitest';

import type { InputFile } from '../../contract/cases.mts';
import { probe } from '../../support/emulator/probe.mts';
import { longRecording } from '../../support/emulator/recordings.mts';
import { sampleSpeech } from '../../support/emulator/samples.mts';
import { setFields } from '../../support/harness/examples.mts';
import { sha256, unzip } from './files.mts';
import type { Scenarios } from './scenarios.mts';

const recordingOf = (fileName: string, make: InputFile['make']): InputFile => ({ fileName, mimeType: 'audio/mpeg', make });
const CHAPTER = 'And so the keeper climbed the stairs once more, and lit the lamp. '.repeat(80).trim();

export const sound: Scenarios = {
	'make-podcast-episode': {
		'makes speech and a music bed that is longer, side by side and in a ZIP file': async (runner) => {
			const run = await runner.byHand();
			const {
				json: { script, music },
			} = await run.only('Write Episode');
			expect(run.paid.map(({ path, fields }) => [path, fields.text ?? fields.caption])).toEqual([
				['/audio/speech', script],
				['/audio/music', music],
			]);
			const { json, files, names } = await run.only('Name Files');
			expect(json).toEqual({ title: 'Why lighthouses blink', slug: 'why-lighthouses-blink', script });
			expect(names).toEqual({ speech: 'why-lighthouses-blink-speech.mp3', music: 'why-lighthouses-blink-music.mp3' });
			const [speech, bed] = await Promise.all([probe(files.speech), probe(files.music)]);
			expect(speech).toMatchObject({ audioCodec: 'mp3', sampleRate: 24_000 });
			expect(bed).toMatchObject({ audioCodec: 'mp3', sampleRate: 48_000 });
			expect(bed.seconds! - speech.seconds!).toBeGreaterThan(3);

			const episode = await run.only('Pack Episode');
			expect(episode.names).toEqual({ episode: 'why-lighthouses-blink.zip' });
			const packed = unzip(episode.files.episode);
			expect(Object.keys(packed).sort()).toEqual(Object.values(names).sort());
			expect(await sha256(packed[names.speech])).toBe(await sha256(files.speech));
			expect(await sha256(packed[names.music])).toBe(await sha256(files.music));
		},
		'lets the music last as long as a long script takes': async (runner) => {
			const script = 'And so the keeper climbed the stairs once more, and lit the lamp. '.repeat(20).trim();
			const run = await runner.byHand((example) => setFields(example, 'Write Episode', { title: '¡Señales de luz!', script }));
			const { files, names } = await run.only('Name Files');
			const [speech, bed] = await Promise.all([probe(files.speech), probe(files.music)]);
			expect(bed.seconds! - speech.seconds!).toBeGreaterThan(3);
			expect(names.music).toBe('señales-de-luz-music.mp3');
		},
	},

	'transcribe-youtube-video': {
		'splits what is said into chapters of a minute, with subtitles': async (runner) => {
			const run = await runner.byHand();
			const [{ path, fields }, ...more] = run.paid;
			expect(more).toEqual([]);
			expect([path, fields.source_url, fields.include_ts]).toEqual([
				'/audio/transcriptions',
				'https://www.youtube.com/watch?v=jNQXAC9IVRw',
				'1',
			]);

			// The emulator's transcripts end after 50 sentences, of 2.5 seconds each.
			const { json, files } = await run.only('Split Into Chapters');
			expect(json.chapters.map(({ from }: { from: string }) => from)).toEqual(['00:00:00', '00:01:00', '00:02:00']);
			expect(json.chapters.map(({ text }: { text: string }) => text).join(' ')).toBe((await run.only('Transcribe Video')).json.text);
			expect(json.chapters.reduce((sum: number, { words }: { words: number }) => sum + words, 0)).toBe(json.words);
			expect(json.minutes).toBe(3);
			const paragraphs = json.summary_input.split('\n\n');
			expect(paragraphs).toHaveLength(3);
			expect(paragraphs[0]).toMatch(/^\[00:00:00\] This is https:\/\/www\.youtube\.com\/watch\?v=jNQXAC9IVRw\. Then somebody laughs\./);
			expect(paragraphs[2]).toMatch(/^\[00:02:00\] /);
			expect(files.srt.toString().match(/^\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}$/gm)).toHaveLength(50);
			expect(files.data.toString()).toContain('Then somebody laughs.');
		},
		'takes other addresses and lengths': async (runner) => {
			const settings = { video_url: 'https://youtu.be/another', seconds_per_chapter: 30 };
			const run = await runner.byHand((example) => setFields(example, 'Settings', settings));
			const { json } = await run.only('Split Into Chapters');
			expect(json.video_url).toBe('https://youtu.be/another');
			expect(json.chapters.map(({ from }: { from: string }) => from)).toEqual(['00:00:00', '00:00:30', '00:01:00', '00:01:30', '00:02:00']);
		},
	},

	'narrate-long-text': {
		'reads a text that no job takes in the voice of the recording, as one file': async (runner) => {
			const voice = recordingOf('me.mp3', async () => await sampleSpeech('mp3', 6));
			const { run, answer: page } = await runner.byForm([
				['Text', CHAPTER],
				['Voice', voice],
			]);
			expect(page.html).toContain('2 piece(s)');
			const spoken = run.paid.map(({ path, fields: { mode }, files }) => [path, mode, files[0].sha256]);
			expect(spoken).toEqual(Array(2).fill(['/audio/speech', 'voice_clone', await sha256(voice)]));
			expect(run.paid.map(({ fields }) => fields.text).join(' ')).toBe(CHAPTER);
			expect(page.download).toMatchObject({ fileName: expect.stringMatching(/\.mp3$/), type: 'audio/mpeg' });
			const { json, files } = await run.only('Speak in Your Voice');
			expect(await sha256(page.download!.content)).toBe(await sha256(files.audiobook));
			const [, last] = json.pieces as Array<{ start: number }>;
			expect((await probe(files.audiobook)).seconds).toBeGreaterThan(last.start + 1);
		},
		'takes a voice of the model where there is no recording': async (runner) => {
			const { run, answer: page } = await runner.byForm([['Text', 'Good evening, and welcome to the show.']]);
			expect((await probe(page.download!.content)).audioCodec).toBe('mp3');
			expect(run.paid.map(({ path, fields }) => [path, fields.mode])).toEqual([['/audio/speech', 'custom_voice']]);
			expect(run.has('Speak in Your Voice')).toBe(false);
		},
		'says why there is no audiobook': async (runner) => {
			runner.testBed.emulator.jobs.plans.push({ outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'No luck' });
			const { answer: page } = await runner.byForm([['Text', 'Good evening, and welcome to the show.']]);
			expect(page.html).toContain('The deAPI job failed: No luck (PROCESSING_FAILED)');
		},
	},

	'transcribe-meeting': {
		'writes down who says what, of a recording that no job takes': async (runner) => {
			const meeting = await longRecording({ minutes: 9, bitRate: 320 });
			const { run, answer: page } = await runner.byForm([['Recording', recordingOf('meeting.mp3', () => meeting.content)]]);
			expect(page.html).toContain('2 speaker(s)');
			expect(run.paid.map(({ path, fields }) => [path, fields.diarize])).toEqual(Array(2).fill(['/audio/transcriptions', '1']));
			const turns = page.download!.content.toString().split('\n\n');
			const said = turns.map((turn) => /^\[00:0\d:\d\d\] (SPEAKER_0[01]): (.+)$/.exec(turn)!.slice(1));
			for (const [index, [speaker]] of said.entries()) expect(speaker).not.toBe(said[index - 1]?.[0]);
			const words = said.map(([, text]) => text.toLowerCase()).join(' ');
			expect(words).toBe(meeting.utterances.map(({ text }) => text.toLowerCase()).join(' '));
			expect((await run.only('Write Minutes')).files.srt.toString()).toMatch(/^\d\d:\d\d:\d\d,\d{3} --> /m);
		},
		'says why there are no minutes': async (runner) => {
			const { run, answer: page } = await runner.byForm([['Recording', recordingOf('notes.mp3', () => Buffer.from('no recording'))]]);
			expect(page.html).toContain('That did not work');
			expect(run.paid).toEqual([]);
		},
	},
};
