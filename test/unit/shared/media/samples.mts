import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';

import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect } from 'vitest';

import { examine } from '../../../../nodes/shared/media/examine.ts';
import type { FileFacts } from '../../../../nodes/shared/media/examine.ts';

export type Measures = Pick<FileFacts, 'width' | 'height' | 'duration'>;

type Content = Buffer | Readable;

export const examineFile = async (content: Content, size = Buffer.isBuffer(content) ? content.length : 0): Promise<FileFacts> =>
	await examine({ fileName: 'file', mimeType: 'application/octet-stream', size, open: async () => content });

export async function measureFile(content: Content, size?: number): Promise<Measures> {
	const { format, tracks, ...measures } = await examineFile(content, size);
	return measures;
}

const PICTURE = '-f lavfi -i testsrc=size=97x63:rate=10 -frames:v 1';
const VIDEO = '-f lavfi -i testsrc=size=96x64:rate=10:duration=2';
const TONE = '-f lavfi -i sine=frequency=440:sample_rate=22050:duration=2';
const FULL_RATE = '-f lavfi -i sine=sample_rate=44100:duration=2';
const LOW_RATE = '-f lavfi -i sine=sample_rate=8000:duration=2';
const LOUD_THEN_QUIET = '-f lavfi -i aevalsrc=random(0)*lt(t\\,1):sample_rate=44100:duration=2';

export const SIZE = { width: 97, height: 63 };
const VIDEO_SIZE = { width: 96, height: 64 };
export const DURATION = { duration: 2 };
export const FILM = { ...VIDEO_SIZE, ...DURATION };

/** What ffmpeg is told, by the name of the file that it makes of it. */
const SAMPLES: Record<string, [arguments: string, measures: Measures]> = {
	'picture.jpg': [PICTURE, SIZE],
	'picture.gif': [PICTURE, SIZE],
	'picture.bmp': [PICTURE, SIZE],
	'lossy.webp': [PICTURE, SIZE],
	'lossless.webp': [`${PICTURE} -lossless 1`, SIZE],
	'extended.webp': [`${PICTURE} -vf format=yuva420p,geq=lum=p(X\\,Y):a=X`, SIZE],
	'sound.wav': [TONE, DURATION],
	'title.wav': [`${TONE} -metadata title=four`, DURATION],
	'sound.flac': [TONE, DURATION],
	'xing.mp3': [`${LOUD_THEN_QUIET} -q:a 2`, DURATION],
	'info.mp3': [`${FULL_RATE} -b:a 96k`, DURATION],
	'stereo.mp3': [`${FULL_RATE} -ac 2 -q:a 2`, DURATION],
	'half-rate.mp3': [`${TONE} -q:a 4`, DURATION],
	'half-rate-stereo.mp3': [`${TONE} -ac 2 -q:a 4`, DURATION],
	'quarter-rate.mp3': [LOW_RATE, DURATION],
	'constant.mp3': [`${FULL_RATE} -b:a 64k -write_xing 0`, DURATION],
	'constant-low.mp3': [`${TONE} -ac 2 -b:a 56k -write_xing 0 -id3v2_version 0`, DURATION],
	'variable.mp3': [`${LOUD_THEN_QUIET} -q:a 2 -write_xing 0`, DURATION],
	'index-last.mp4': [`${VIDEO} ${TONE}`, FILM],
	'index-first.mp4': [`${VIDEO} ${TONE} -movflags +faststart`, FILM],
	'sound-first.mp4': [`${VIDEO} ${TONE} -map 1 -map 0`, FILM],
	'turned.mp4': [`${VIDEO} -metadata:s:v rotate=90`, FILM],
	'film.mov': [VIDEO, FILM],
	'sound.m4a': [TONE, DURATION],
	'film.webm': [`${VIDEO} -c:v libvpx`, {}],
	'film.mkv': [VIDEO, {}],
	'film.avi': [VIDEO, {}],
	'sound.ogg': [TONE, {}],
	'sound.aac': [TONE, {}],
};

/** What is to be found out about each. */
export const EXPECTED: Array<[name: string, measures: Measures]> = [
	...Object.entries(SAMPLES).map(([name, [, measures]]): [string, Measures] => [name, measures]),
	['piped.wav', DURATION],
	['picture.png', SIZE],
];

/** Files by their names, which are made before the tests, and removed after them. */
export class Samples {
	readonly files = new Map<string, Buffer>();
	readonly directory = mkdtempSync(join(tmpdir(), 'media-'));

	constructor(names = EXPECTED.map(([name]) => name)) {
		beforeAll(async () => await this.make(names), 60_000);
		afterAll(() => rmSync(this.directory, { recursive: true }));
	}

	of(name: string): Buffer {
		return this.files.get(name)!;
	}

	private async make(names: string[]): Promise<void> {
		try {
			accessSync(ffmpeg.path, constants.X_OK);
		} catch {
			chmodSync(ffmpeg.path, 0o755);
		}
		const run = async (line: string, output: string) =>
			await promisify(execFile)(ffmpeg.path, [...`-v error -nostdin ${line}`.split(' '), output], { encoding: 'buffer' });
		for (const [name, [line]] of Object.entries(SAMPLES)) {
			if (!names.includes(name)) continue;
			await run(line, join(this.directory, name));
			this.files.set(name, readFileSync(join(this.directory, name)));
		}
		if (names.includes('piped.wav')) this.files.set('piped.wav', (await run(`${TONE} -f wav`, 'pipe:1')).stdout);
		if (names.includes('picture.png')) this.files.set('picture.png', PNG.sync.write(new PNG({ ...SIZE })));
	}
}

/** Lossy sound is made of whole frames, of up to 72 ms, with silence around. */
export function expectMeasures(actual: Measures, { duration, ...size }: Measures): void {
	const isLike = duration !== undefined && { duration: expect.closeTo(duration, 0) };
	expect(actual).toEqual({ ...size, ...isLike });
	if (duration !== undefined) expect(Math.abs(actual.duration! - duration)).toBeLessThan(0.2);
}

function* pieces(content: Buffer, length: number): Generator<Buffer> {
	for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

export const inPieces = (content: Buffer, length: number) => Readable.from(pieces(content, length), { objectMode: false });
