import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { examine } from '../../nodes/shared/media/examine.ts';
import type { FileFacts } from '../../nodes/shared/media/examine.ts';
import { formatOf } from '../../nodes/shared/media/format.ts';
import { makeFile } from '../support/emulator/ffmpeg.mts';
import { countedFile, effort } from './countedFile.mts';
import { forAll, tried } from './forAll.mts';
import { mediaFileNames, mediaFiles } from './mediaFiles.mts';
import { mutations } from './mutations.mts';

const MOST_AHEAD = 64 * 1024;
/** A chunk that was begun comes whole. */
const CHUNK = 4096;
const MOST_STEPS = 10_002;
const CASES = 100_000;

let files: Map<string, Buffer>;
beforeAll(async () => void (files = await mediaFiles()), 60_000);

/** What may be said of any file, whatever is in it. */
function expectSensible({ format, tracks, width, height, duration, ...others }: FileFacts, size: number): void {
	expect(others).toEqual({});
	for (const value of [width, height, duration]) if (value !== undefined) expect(value > 0 && value < Infinity).toBe(true);
	if (width !== undefined) expect(Number.isInteger(width) && Number.isInteger(height)).toBe(true);
	if (duration !== undefined) expect((size * 8) / duration >= 4000 && (size * 8) / duration <= 1e8).toBe(true);
	if (!format) expect([tracks, width, duration]).toEqual([undefined, undefined, undefined]);
	else expect(Object.values(format).every((text) => typeof text === 'string' && text !== '')).toBe(true);
	if (tracks) expect(tracks.length === new Set(tracks).size && tracks.length > 0).toBe(true);
}

describe.each(mediaFileNames)('files that were %s', (name) => {
	it('are examined without a fault, a loop, or reading on', async () => {
		const others = [...files.values()];
		const zeros = fc.constantFrom(0, 0, 0, 200_000, 5_000_000);
		await forAll(fc.tuple(mutations, zeros), Math.ceil(CASES / mediaFileNames.length), async ([changes, more]) => {
			const content = changes.reduce((changed, change) => change(changed, others), files.get(name)!);
			const facts = await examine(countedFile(content, more));
			expectSensible(facts, content.length + more);
			expect(effort.isClosed).toBe(true);
			expect(effort.steps).toBeLessThanOrEqual(MOST_STEPS);
			expect(effort.pulled).toBeLessThanOrEqual(effort.skipped + MOST_AHEAD + CHUNK);
			formatOf(content);
		});
	});
});

describe('a large file', () => {
	const film = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=3,noise=alls=100:allf=t'];
	const still = [...film, '-frames:v', '1', '-s', '640x480'];
	const sound = ['-f', 'lavfi', '-i', 'anoisesrc=duration=20'];
	const large: Array<[name: string, args: string[]]> = [
		['a.png', still],
		['a.jpg', [...still, '-q:v', '1']],
		['a.gif', film],
		['a.bmp', still],
		['a.webp', [...still, '-quality', '100']],
		['a.tiff', still],
		['a.wav', sound],
		['a.flac', sound],
		['a.mp3', sound],
		['a.aac', sound],
		['a.ogg', [...sound, '-c:a', 'libvorbis']],
		['a.mp4', [...film, '-movflags', '+faststart']],
		['a.webm', [...film, '-c:v', 'libvpx', '-b:v', '2M', '-deadline', 'realtime']],
		['a.mkv', [...film, '-preset', 'ultrafast']],
		['a.avi', film],
		['a.wmv', film],
		['a.ts', film],
	];

	it.each(large)('is read to 64 KB at most: %s', async (name, args) => {
		const content = await makeFile([], name.split('.')[1], () => args);
		expect(content.length).toBeGreaterThan(2 * MOST_AHEAD);
		await examine(countedFile(content));
		expect(effort.pulled).toBeLessThanOrEqual(MOST_AHEAD + CHUNK);
	});

	it.each<[string, string[], object]>([
		['a.mp4', film, { duration: 3, width: 320 }],
		['a.mp3', [...sound, '-write_xing', '0'], { duration: expect.closeTo(20, 0) }],
	])('is read as far as its format demands: %s, of %j', async (name, args, facts) => {
		const content = await makeFile([], name.split('.')[1], () => args);
		expect(await examine(countedFile(content))).toMatchObject(facts);
	});
});

it(`has tried at least ${CASES} files`, () => expect(tried()).toBeGreaterThanOrEqual(CASES));
