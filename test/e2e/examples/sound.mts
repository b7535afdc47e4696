import { expect } from 'vitest';

import { probe } from '../../support/emulator/probe.mts';
import { setFields } from '../../support/harness/examples.mts';
import { sha256, unzip } from './files.mts';
import type { Scenarios } from './scenarios.mts';

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
};
