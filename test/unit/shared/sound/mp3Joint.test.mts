import { describe, expect, it } from 'vitest';

import { frameAt } from '../../../../nodes/shared/media/mpegFrame.ts';
import { framesBetween, framesToSpare } from '../../../../nodes/shared/sound/mp3Joint.ts';

/** MPEG 2, layer III, 64 kbit/s, mono: 576 samples a frame. */
const AT_24_KHZ = frameAt(Buffer.from('fff384c0', 'hex'), 0)!;
const AT_16_KHZ = frameAt(Buffer.from('fff388c0', 'hex'), 0)!;
const LAME = 576;

/** @param frames with sound, or silent */
const end = (frames: string, before: number, behind: number) => ({
	frames: [...frames].map((frame, index) => ({ at: index * 192, length: 192, isSilent: frame === '_' })),
	gap: { before, behind },
});
const unknown = { frames: end('____', 0, 0).frames };

describe('frames between two pieces of an MP3', () => {
	it.each([
		[0, 576, -2],
		[0, 1151, -2],
		[0, 1152, -3],
		[48, 576, 0],
		[49, 576, 1],
		[1000, 576, 40],
	])('make a pause of %i ms with %i samples behind the first: %i', (pause, behind, frames) => {
		expect(framesBetween(pause, AT_24_KHZ, end('', LAME, behind), end('', LAME, 0)) + 0).toBe(frames);
	});

	it('are the pause alone where encoders say nothing', () => {
		expect(framesBetween(240, AT_24_KHZ, unknown, end('', LAME, 0))).toBe(10);
		expect(framesBetween(240, AT_24_KHZ, end('', LAME, 900), unknown)).toBe(10);
	});
});

describe('last frames that can be spared', () => {
	it.each<[string, string, string, number, number]>([
		['all that are silent on both sides', '♪♪__', '__♪♪', 600, 2],
		['no more than are silent', '♪♪♪_', '__♪♪', 600, 1],
		['those for which there is silence behind the joint', '♪♪__', '_♪♪♪', 600, 1],
		['none where the next sound begins at once', '♪♪__', '♪♪♪♪', 600, 0],
		['silence behind the sound', '♪♪__', '♪♪♪♪', 1041, 1],
		['sound of which nothing is heard', '♪♪♪♪', '♪♪♪♪', 1041, 1],
		['sound of which hardly anything is heard', '♪♪♪♪', '♪♪♪♪', 625, 1],
		['no sound that is heard', '♪♪♪♪', '♪♪♪♪', 624, 0],
	])('are %s', (_, before, after, behind, spare) => {
		expect(framesToSpare(end(before, LAME, behind), end(after, LAME, 0), 2, AT_24_KHZ)).toBe(spare);
	});

	it('are none that is heard, however much is between the sounds', () => {
		expect([624, 625].map((behind) => framesToSpare(end('♪♪♪♪', LAME, behind), end('♪♪♪♪', LAME, 0), 2, AT_16_KHZ))).toEqual([0, 1]);
	});

	it('are as many as would suffice', () => {
		const [before, after] = [end('____', LAME, 1100), end('____', LAME, 0)];
		expect([-5, 0, 1, 3].map((most) => framesToSpare(before, after, most, AT_24_KHZ))).toEqual([0, 0, 1, 3]);
	});

	it('are none where the encoders do not say what they have put there, or too little to hide an end in', () => {
		const known = end('____', LAME, 1100);
		expect(framesToSpare(unknown, known, 2, AT_24_KHZ)).toBe(0);
		expect(framesToSpare(known, unknown, 2, AT_24_KHZ)).toBe(0);
		expect([526, 527].map((before) => framesToSpare(known, end('____', before, 0), 2, AT_24_KHZ))).toEqual([0, 2]);
	});
});
