import { expect } from 'vitest';

import { probe } from '../../support/emulator/probe.mts';
import { behind, picture, sha256 } from './files.mts';
import type { Scenarios } from './scenarios.mts';

export const videos: Scenarios = {
	'animate-image': {
		'makes a video that begins with the image, in its shape, and plays it': async (runner) => {
			const image = picture('waves.png', 360, 240);
			const { run, answer: page } = await runner.byForm([
				['Image', image],
				['What happens', 'Waves roll in'],
			]);
			expect(page.html).toContain('Your video is ready');
			expect(page.html).toContain('<source src=');
			const shown = await behind(page.link);
			const { json, files } = await run.only('Generate Video');
			expect(await sha256(files.video)).toBe(await sha256(shown));

			const film = await probe(shown);
			expect(film).toMatchObject({ videoCodec: 'h264', frames: 120 });
			expect(film.width! / film.height!).toBeCloseTo(1.5, 1);
			const [boost, job, ...more] = run.paid;
			expect(more).toEqual([]);
			expect([boost.path, boost.fields.prompt]).toEqual(['/prompts/enhancements', 'Waves roll in']);
			expect([job.path, job.fields.prompt]).toEqual(['/videos/animations', json.prompt]);
			expect(job.files).toEqual([expect.objectContaining({ field: 'first_frame_image', sha256: await sha256(image) })]);
		},
		'says why there is no video': async (runner) => {
			runner.testBed.emulator.jobs.plans.push({ outcome: 'error', errorCode: 'WORKER_TIMEOUT', errorMessage: 'Too slow' });
			const { answer: page } = await runner.byForm([
				['Image', picture('waves.png')],
				['What happens', 'Waves roll in'],
			]);
			expect(page.html).toContain('The deAPI job failed: Too slow (TIMEOUT)');
		},
	},

	'make-talking-portrait': {
		'lets the portrait say the text, to its end': async (runner) => {
			const [portrait, text] = [picture('sailor.png', 256, 256), 'Hello, and welcome to our little museum by the sea.'];
			const { run, answer: page } = await runner.byForm([
				['Portrait', portrait],
				['Text', text],
			]);
			const speech = (await run.only('Generate Speech')).files.speech;
			const film = await probe(await behind(page.link));
			expect(film).toMatchObject({ videoCodec: 'h264', audioCodec: 'aac', width: 768, height: 768, fps: 24 });
			expect(film.frames! / 24).toBeGreaterThanOrEqual((await probe(speech)).seconds! - 0.1);
			expect((film.frames! - 1) % 8, 'what LTX models like best').toBe(0);

			const [said, shown, ...more] = run.paid;
			expect(more).toEqual([]);
			expect([said.path, said.fields.text]).toEqual(['/audio/speech', text]);
			expect(shown.path).toBe('/videos/audio-syncs');
			expect(shown.files.map(({ field, sha256: sum }) => [field, sum])).toEqual([
				['audio', await sha256(speech)],
				['first_frame_image', await sha256(portrait)],
			]);
		},
		'says of a text that is too long that it is': async (runner) => {
			const { run, answer: page } = await runner.byForm([
				['Portrait', picture('sailor.png', 256, 256)],
				['Text', 'Row, row, row your boat. '.repeat(10)],
			]);
			expect(page.html).toContain('That did not work');
			expect(page.html).toMatch(/11 seconds/);
			expect(run.has('Show Video')).toBe(false);
		},
	},
};
