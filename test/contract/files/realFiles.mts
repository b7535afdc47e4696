import { brotliCompressSync, crc32 } from 'node:zlib';

import { makeFile } from '../../support/emulator/ffmpeg.mts';
import { FOREIGN_FILES } from '../../support/emulator/foreignFiles.mts';

const PICTURE = '-f lavfi -i testsrc=size=256x192:rate=10 -frames:v 1';
const FILM = '-f lavfi -i testsrc=size=256x192:rate=25:duration=1';
const SOUND = '-f lavfi -i sine=frequency=440:sample_rate=44100:duration=2';
const H264 = '-c:v libx264 -pix_fmt yuv420p';

/** What ffmpeg is told, by the name of the file that it makes. */
const MADE: Record<string, string> = {
	'picture.png': PICTURE,
	'picture.jpg': PICTURE,
	'picture.gif': PICTURE,
	'picture.bmp': PICTURE,
	'picture.webp': `${PICTURE} -c:v libwebp`,
	'alpha.webp': `${PICTURE} -vf format=yuva420p -c:v libwebp`,
	'film.mp4': `${FILM} ${H264}`,
	'sound-film.mp4': `${FILM} ${SOUND} ${H264} -c:a aac -shortest`,
	'fragmented.mp4': `${FILM} ${H264} -movflags frag_keyframe+empty_moov`,
	'film.m4v': `${FILM} ${H264}`,
	'film.mov': `${FILM} ${H264}`,
	'film.3gp': `${FILM} ${H264}`,
	'film.avi': `${FILM} -c:v mpeg4`,
	'film.mpeg': `${FILM} -c:v mpeg2video`,
	'film.wmv': `${FILM} -c:v wmv2`,
	'film.ogv': `${FILM} -c:v libtheora`,
	'film.webm': `${FILM} -c:v libvpx`,
	'film.mkv': `${FILM} ${H264}`,
	'sound.mp3': `${SOUND} -c:a libmp3lame`,
	'bare.mp3': `${SOUND} -c:a libmp3lame -id3v2_version 0 -write_xing 0`,
	'sound.wav': SOUND,
	'sound.flac': SOUND,
	'sound.ogg': `${SOUND} -c:a libvorbis`,
	'sound.opus': `${SOUND} -c:a libopus`,
	'sound.m4a': `${SOUND} -c:a aac`,
	'sound.aac': `${SOUND} -c:a aac`,
	'sound.webm': `${SOUND} -c:a libopus`,
	'sound.mp4': `${SOUND} -c:a aac`,
	'fragmented-sound.mp4': `${SOUND} -c:a aac -movflags frag_keyframe+empty_moov`,
};

/** Those that are made of others, or by hand. */
const DERIVED: Record<string, () => Buffer | Promise<Buffer>> = {
	empty: () => Buffer.alloc(0),
	'half.jpg': async () => firstHalf(await realFile('picture.jpg')),
	'half.mp4': async () => firstHalf(await realFile('film.mp4')),
	noise: () => brotliCompressSync(Buffer.from('noise'.repeat(9))),
	'turned.mp4': async () => await turnedFilm(await realFile('film.mp4'), 90),
	'upside-down.mp4': async () => await turnedFilm(await realFile('film.mp4'), 180),
	'turned.png': async () => turnedPng(await realFile('picture.png'), 6),
	'turned.webp': async () => turnedWebp(await realFile('picture.webp'), 6),
	...Object.fromEntries(
		[1, 2, 3, 4, 5, 6, 7, 8].map((turn) => [`turned${turn}.jpg`, async () => turnedJpeg(await realFile('picture.jpg'), turn)]),
	),
	...Object.fromEntries(FOREIGN_FILES.map(([, name, , content]) => [name, () => content])),
};

const made = new Map<string, Promise<Buffer>>();

/** A file by its name, made once. */
export async function realFile(name: string): Promise<Buffer> {
	if (!made.has(name)) made.set(name, Promise.resolve(DERIVED[name]?.() ?? makeOne(name)));
	return await made.get(name)!;
}

async function makeOne(name: string): Promise<Buffer> {
	return await makeFile([], name.split('.').at(-1)!, () => MADE[name].split(' '));
}

function firstHalf(content: Buffer): Buffer {
	return content.subarray(0, content.length / 2);
}

/** TIFF 6.0 §2: a header and one entry, tag 0x0112, which says how the picture is turned. */
function exif(turn: number): Buffer {
	const tiff = Buffer.alloc(26);
	tiff.write('MM\0*', 'latin1');
	tiff.writeUInt32BE(8, 4);
	tiff.writeUInt16BE(1, 8);
	tiff.writeUInt16BE(0x0112, 10);
	tiff.writeUInt16BE(3, 12);
	tiff.writeUInt32BE(1, 14);
	tiff.writeUInt16BE(turn, 18);
	return tiff;
}

/** CIPA DC-008 (Exif) §4.5.4: a segment after the beginning. */
function turnedJpeg(picture: Buffer, turn: number): Buffer {
	const content = Buffer.concat([Buffer.from('Exif\0\0'), exif(turn)]);
	const head = Buffer.from([0xff, 0xe1, 0, content.length + 2]);
	return Buffer.concat([picture.subarray(0, 2), head, content, picture.subarray(2)]);
}

/** W3C PNG §11.3.4.5: a chunk eXIf, here after IHDR. */
function turnedPng(picture: Buffer, turn: number): Buffer {
	const afterHeader = 33;
	const chunk = Buffer.concat([Buffer.from('eXIf'), exif(turn)]);
	return Buffer.concat([
		picture.subarray(0, afterHeader),
		word(chunk.length - 4),
		chunk,
		word(crc32(chunk)),
		picture.subarray(afterHeader),
	]);
}

/** RFC 9649 §2.7: plain WebP in the extended form, with a flag for the chunk at its end. */
function turnedWebp(picture: Buffer, turn: number): Buffer {
	const [width, height] = [picture.readUInt16LE(26) & 0x3fff, picture.readUInt16LE(28) & 0x3fff];
	const canvas = Buffer.from([10, 0, 0, 0, 0b1000, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0]);
	const content = exif(turn);
	const size = Buffer.from(word(content.length)).reverse();
	const head = [picture.subarray(0, 12), Buffer.from('VP8X'), canvas];
	const all = Buffer.concat([...head, picture.subarray(12), Buffer.from('EXIF'), size, content]);
	all.writeUInt32LE(all.length - 8, 4);
	return all;
}

/** This ffmpeg turns what it copies, not what it makes. */
async function turnedFilm(film: Buffer, degrees: number): Promise<Buffer> {
	return await makeFile([film], 'mp4', ([path]) => ['-i', path, '-c', 'copy', '-metadata:s:v', `rotate=${degrees}`]);
}

function word(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}
