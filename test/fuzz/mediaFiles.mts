import { makeFile } from '../support/emulator/ffmpeg.mts';

const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=1'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=sample_rate=8000:duration=1'];
const STILL = [...FILM, '-frames:v', '1'];
const BOTH = [...FILM, ...SOUND];

/** What ffmpeg is told, by the names of the files. */
const MADE: Record<string, string[]> = {
	'still.png': STILL,
	'moving.apng': FILM,
	'still.jpg': STILL,
	'moving.gif': FILM,
	'still.bmp': [...STILL, '-s', '16x16'],
	'lossy.webp': STILL,
	'alpha.webp': [...STILL, '-vf', 'format=yuva420p,geq=lum=p(X\\,Y):a=X'],
	'still.tiff': [...STILL, '-s', '16x16'],
	'still.ico': [...STILL, '-s', '16x16'],
	'pcm.wav': SOUND,
	'adpcm.wav': [...SOUND, '-c:a', 'adpcm_ms'],
	'large.wav': [...SOUND, '-rf64', 'always'],
	'sound.flac': SOUND,
	'counted.mp3': [...SOUND, '-b:a', '16k'],
	'uncounted.mp3': [...SOUND, '-b:a', '16k', '-write_xing', '0'],
	'sound.mp2': [...SOUND, '-ar', '16000', '-b:a', '32k'],
	'sound.aac': SOUND,
	'sound.m4a': SOUND,
	'sound.amr': [...SOUND, '-b:a', '12.2k'],
	'sound.aiff': SOUND,
	'sound.caf': SOUND,
	'vorbis.ogg': [...SOUND, '-c:a', 'libvorbis'],
	'opus.ogg': [...SOUND, '-c:a', 'libopus'],
	'theora.ogv': [...FILM, '-c:v', 'libtheora'],
	'index-last.mp4': BOTH,
	'index-first.mp4': [...BOTH, '-movflags', '+faststart'],
	'fragments.mp4': [...FILM, '-movflags', 'frag_keyframe+empty_moov'],
	'film.mov': FILM,
	'film.webm': [...FILM, '-c:v', 'libvpx'],
	'voice.webm': [...SOUND, '-c:a', 'libopus'],
	'film.mkv': BOTH,
	'film.avi': BOTH,
	'film.wmv': BOTH,
	'film.mpg': ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=25:duration=1'],
	'film.ts': BOTH,
};

const EXIF = '45786966000049492a000800000001001201030001000000060000000000';
const WRITTEN: Record<string, Buffer> = {
	'photo.heic': Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1heic\0\0\0\x10meta\0\0\0\0', 'latin1'),
	'paper.pdf': Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'),
	'drawing.svg': Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg width="1"/>'),
	'page.html': Buffer.from('<!doctype html>\n<!-- a --><html><head><title>502</title></head></html>'),
	'answer.json': Buffer.from('{"error": [1, 2, {"a": null}]}'),
	'text.txt': Buffer.from('Zażółć gęślą jaźń. '.repeat(20)),
	'archive.zip': Buffer.from('PK\x03\x04'.padEnd(26, '\0') + '\x11\0\0\0word/document.xml', 'latin1'),
};

const TAGGED = ['photo.jpg', 'joined.mp3'];

export const mediaFileNames = [...Object.keys(MADE), ...Object.keys(WRITTEN), ...TAGGED];

/** Small files of all formats that are told, as programs make them. */
export async function mediaFiles(): Promise<Map<string, Buffer>> {
	const names = Object.keys(MADE);
	const made = await Promise.all(names.map(async (name) => await makeFile([], name.split('.')[1], () => MADE[name])));
	const files = new Map(names.map((name, index) => [name, made[index]]));
	for (const [name, content] of Object.entries(WRITTEN)) files.set(name, content);
	return withTags(files);
}

/** What ffmpeg does not make: orientations of photos, and titles before, between and behind sound. */
function withTags(files: Map<string, Buffer>): Map<string, Buffer> {
	const [jpeg, mp3] = [files.get('still.jpg')!, files.get('uncounted.mp3')!];
	const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 32]), Buffer.from(EXIF, 'hex')]);
	files.set('photo.jpg', Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]));
	const ape = Buffer.alloc(64, 'APETAGEX');
	ape.writeUInt32LE(32, 12);
	ape.writeUInt32LE(0xa0000000, 20);
	files.set('joined.mp3', Buffer.concat([mp3, Buffer.from('TAG'.padEnd(128)), files.get('counted.mp3')!, ape, mp3]));
	return files;
}
