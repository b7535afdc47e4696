import { deflateRawSync, gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { formatOf } from '../../../../nodes/shared/media/format.ts';
import type { Media } from '../../../../nodes/shared/media/format.ts';
import { makeFile } from '../../../support/emulator/ffmpeg.mts';
import { box, u32 } from './boxes.mts';
import { examineFile } from './samples.mts';

const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=96x64:rate=25:duration=1'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=1'];
const LOW = ['-f', 'lavfi', '-i', 'sine=sample_rate=8000:duration=1'];
const BOTH = [...FILM, ...SOUND];
const STILL = [...FILM, '-frames:v', '1'];
const WIDE_LOW = ['-f', 'lavfi', '-i', 'sine=sample_rate=16000:duration=1'];

/** What ffmpeg is told, by the end of the file's name, what it is, and what is in it. */
const MADE: Array<[extension: string, args: string[], name: string, mimeType: string, tracks?: Media[]]> = [
	['png', STILL, 'PNG', 'image/png'],
	['apng', FILM, 'PNG', 'image/png'],
	['jpg', STILL, 'JPEG', 'image/jpeg'],
	['gif', FILM, 'GIF', 'image/gif'],
	['bmp', STILL, 'BMP', 'image/bmp'],
	['webp', STILL, 'WebP', 'image/webp'],
	['tiff', STILL, 'TIFF', 'image/tiff'],
	['jp2', [...STILL, '-c:v', 'jpeg2000', '-f', 'image2'], 'JPEG 2000', 'image/jp2'],
	['ico', STILL, 'ICO', 'image/x-icon'],
	['wav', SOUND, 'WAV', 'audio/wav'],
	['wav', [...SOUND, '-rf64', 'always'], 'WAV', 'audio/wav'],
	['flac', SOUND, 'FLAC', 'audio/flac'],
	['mp3', SOUND, 'MP3', 'audio/mpeg'],
	['mp3', [...SOUND, '-id3v2_version', '0'], 'MP3', 'audio/mpeg'],
	['mp2', SOUND, 'MP2', 'audio/mpeg'],
	['aac', SOUND, 'AAC', 'audio/aac'],
	['m4a', SOUND, 'M4A', 'audio/mp4', ['audio']],
	['amr', [...LOW, '-b:a', '12.2k'], 'AMR', 'audio/amr'],
	['amr', [...WIDE_LOW, '-c:a', 'libvo_amrwbenc', '-b:a', '12.65k'], 'AMR', 'audio/amr-wb'],
	['aiff', SOUND, 'AIFF', 'audio/aiff'],
	['caf', SOUND, 'CAF', 'audio/x-caf'],
	['ogg', [...SOUND, '-c:a', 'libvorbis'], 'Ogg', 'audio/ogg', ['audio']],
	['ogg', [...SOUND, '-c:a', 'libopus'], 'Ogg', 'audio/ogg', ['audio']],
	['ogg', [...SOUND, '-c:a', 'flac'], 'Ogg', 'audio/ogg', ['audio']],
	['ogv', [...BOTH, '-c:v', 'libtheora', '-c:a', 'libvorbis'], 'Ogg', 'video/ogg', ['video', 'audio']],
	['wma', SOUND, 'WMA', 'audio/x-ms-wma', ['audio']],
	['wmv', BOTH, 'WMV', 'video/x-ms-wmv', ['video', 'audio']],
	['mp4', BOTH, 'MP4', 'video/mp4', ['video', 'audio']],
	['mp4', FILM, 'MP4', 'video/mp4', ['video']],
	['mp4', SOUND, 'M4A', 'audio/mp4', ['audio']],
	['mov', BOTH, 'MOV', 'video/quicktime', ['video', 'audio']],
	['mov', SOUND, 'M4A', 'audio/mp4', ['audio']],
	[
		'3gp',
		[...FILM, ...LOW, '-s', '176x144', '-c:v', 'h263', '-c:a', 'libopencore_amrnb', '-b:a', '12.2k'],
		'3GP',
		'video/3gpp',
		['video', 'audio'],
	],
	['3gp', [...LOW, '-c:a', 'libopencore_amrnb', '-b:a', '12.2k'], '3GP', 'audio/3gpp', ['audio']],
	['webm', [...BOTH, '-c:v', 'libvpx', '-c:a', 'libopus'], 'WebM', 'video/webm', ['video', 'audio']],
	['webm', [...SOUND, '-c:a', 'libopus'], 'WebM', 'audio/webm', ['audio']],
	['webm', [...SOUND, '-c:a', 'libopus', '-live', '1'], 'WebM', 'audio/webm', ['audio']],
	['mkv', BOTH, 'MKV', 'video/x-matroska', ['video', 'audio']],
	['mka', SOUND, 'MKA', 'audio/x-matroska', ['audio']],
	['avi', BOTH, 'AVI', 'video/x-msvideo', ['video', 'audio']],
	['mpg', BOTH, 'MPEG', 'video/mpeg'],
	['m2v', FILM, 'MPEG', 'video/mpeg'],
	['ts', BOTH, 'MPEG-TS', 'video/mp2t'],
	['m2ts', [...BOTH, '-f', 'mpegts', '-mpegts_m2ts_mode', '1'], 'MPEG-TS', 'video/mp2t'],
	['flv', FILM, 'FLV', 'video/x-flv'],
];

describe('the format of files that ffmpeg makes', () => {
	it.each(MADE)('is told: .%s of %j is %s', async (extension, args, name, mimeType, tracks) => {
		const content = await makeFile([], extension, () => args);
		const facts = await examineFile(content);
		expect(facts.format).toMatchObject({ name, mimeType, kind: mimeType.split('/')[0] });
		expect(facts.tracks?.toSorted()).toEqual(tracks?.toSorted());
		const told = formatOf(content.subarray(0, 4096));
		expect(told?.name.replace(/^(MP4|MOV)$/, name)).toBe(name);
	});

	it('is sound, with a cover', async () => {
		const cover = await makeFile([], 'jpg', () => STILL);
		const args = (paths: string[]) => [
			'-i',
			paths[0],
			...SOUND,
			'-map',
			'1',
			'-map',
			'0',
			'-c:v',
			'copy',
			'-disposition:v:0',
			'attached_pic',
		];
		expect(await examineFile(await makeFile([cover], 'mp3', args))).toMatchObject({
			format: { name: 'MP3' },
			duration: expect.closeTo(1, 0),
		});
		expect(await examineFile(await makeFile([cover], 'flac', args))).toMatchObject({ format: { name: 'FLAC' }, duration: 1 });
		expect(await examineFile(await makeFile([cover], 'm4a', args))).toMatchObject({ format: { name: 'M4A' }, tracks: ['audio'] });
		expect(await examineFile(await makeFile([cover], 'mp4', args))).toMatchObject({ format: { name: 'M4A' }, tracks: ['audio'] });
		const asTrack = (paths: string[]) => args(paths).slice(0, -2);
		for (const extension of ['mov', 'mp4']) {
			const { format, tracks } = await examineFile(await makeFile([cover], extension, asTrack));
			expect({ format, tracks }).toMatchObject({ format: { name: 'M4A', kind: 'audio' }, tracks: ['audio', 'image'] });
		}
	});

	it('is that of the sound behind titles of any length', async () => {
		const tag = (length: number) =>
			Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, length >> 7, length & 0x7f]), Buffer.alloc(length)]);
		for (const [extension, name] of [
			['flac', 'FLAC'],
			['aac', 'AAC'],
			['mp3', 'MP3'],
		]) {
			const content = await makeFile([], extension, () => SOUND);
			for (const length of [20, 5000]) {
				expect((await examineFile(Buffer.concat([tag(length), content]))).format?.name).toBe(name);
			}
			expect(formatOf(Buffer.concat([tag(20), content]))?.name).toBe(name);
			expect((await examineFile(tag(5000).subarray(0, 4000))).format?.name).toBe('MP3');
		}
	});
});

const latin = (text: string) => Buffer.from(text, 'latin1');
const ftyp = (...brands: string[]) => box('ftyp', latin(brands[0]), u32(0), latin(brands.slice(1).join('')));
const zip = (name: string, content: string) => {
	const header = Buffer.alloc(30);
	header.write('PK\x03\x04', 'latin1');
	header.writeUInt16LE(name.length, 26);
	return Buffer.concat([header, Buffer.from(name), name === 'mimetype' ? Buffer.from(content) : deflateRawSync(content)]);
};
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const LONG_COMMENT = `<!-- ${'made by a program, '.repeat(150)} -->`;

const WRITTEN: Array<[what: string, content: Buffer, name: string | undefined, kind?: string]> = [
	['HEIC of a phone', ftyp('heic', 'mif1', 'heic'), 'HEIC', 'image'],
	['HEIC by what it is compatible with', ftyp('mif1', 'mif1', 'heic'), 'HEIC', 'image'],
	['a sequence of HEIC', ftyp('hevc', 'msf1'), 'HEIC', 'image'],
	['HEIF', ftyp('mif1', 'mif1', 'miaf'), 'HEIF', 'image'],
	['AVIF', ftyp('avif', 'mif1', 'miaf'), 'AVIF', 'image'],
	['AVIF by what it is compatible with', ftyp('mif1', 'miaf', 'avif'), 'AVIF', 'image'],
	['AVIF that moves', ftyp('avis', 'msf1'), 'AVIF', 'image'],
	['a raw photo', ftyp('crx ', 'isom'), 'CR3', 'image'],
	['an audio book', ftyp('M4B ', 'isom'), 'M4A', 'audio'],
	['a brand that nobody knows', ftyp('zzzz'), 'MP4', 'video'],
	['a film of old, by its index', box('moov', Buffer.alloc(100)), 'MOV', 'video'],
	['a film of old, by its pictures', box('mdat', Buffer.alloc(100)), 'MOV', 'video'],
	['JPEG XL', latin('\xff\x0a\xfa\x1f'), 'JPEG XL', 'image'],
	['JPEG XL in boxes', latin('\0\0\0\x0cJXL \r\n\x87\n'), 'JPEG XL', 'image'],
	['JPEG 2000 without boxes', latin('\xff\x4f\xff\x51\0\x2f'), 'JPEG 2000', 'image'],
	['a large TIFF', latin('II+\0\x08\0\0\0'), 'TIFF', 'image'],
	['Photoshop', latin('8BPS\0\x01\0\0'), 'PSD', 'image'],
	['MIDI', latin('MThd\0\0\0\x06\0\x01'), 'MIDI', 'audio'],
	['PDF', latin('%PDF-1.7\n%\xe2\xe3'), 'PDF', 'other'],
	['PDF behind a byte order mark', latin('\xef\xbb\xbf%PDF-1.7\n'), 'PDF', 'other'],
	['RTF', latin('{\\rtf1\\ansi hello}'), 'RTF', 'other'],
	['an old office document', latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), 'Office document', 'other'],
	['Word', zip('word/document.xml', '<xml/>'), 'DOCX', 'other'],
	['Excel', zip('xl/workbook.xml', '<xml/>'), 'XLSX', 'other'],
	['PowerPoint', zip('ppt/presentation.xml', '<xml/>'), 'PPTX', 'other'],
	['EPUB', zip('mimetype', 'application/epub+zip'), 'EPUB', 'other'],
	['ODT', zip('mimetype', 'application/vnd.oasis.opendocument.text'), 'ODT', 'other'],
	['ZIP', zip('cat.jpg', 'cat'), 'ZIP', 'other'],
	['an empty ZIP', latin('PK\x05\x06'.padEnd(22, '\0')), 'ZIP', 'other'],
	['gzip', gzipSync('text'), 'gzip', 'other'],

	['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'SVG', 'image'],
	[
		'SVG with all that may precede it',
		Buffer.from(`\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC "a" "b" [<!ENTITY x "y">]>\n<svg>`),
		'SVG',
		'image',
	],
	['SVG in UTF-16', utf16('<?xml version="1.0"?><svg>'), 'SVG', 'image'],
	['SVG with a prefix', Buffer.from('<s:svg xmlns:s="http://www.w3.org/2000/svg">'), 'SVG', 'image'],
	['SVG behind a long comment', Buffer.from(`<?xml version="1.0"?>${LONG_COMMENT}<svg>`), 'SVG', 'image'],
	['SVG by its document type', Buffer.from(`<!DOCTYPE svg>${LONG_COMMENT}${LONG_COMMENT}`), 'SVG', 'image'],
	['HTML', Buffer.from('<!doctype html><html><svg></svg></html>'), 'HTML', 'page'],
	['HTML without a document type', Buffer.from('\n\n <HTML lang="en">'), 'HTML', 'page'],
	['HTML behind a comment', Buffer.from('<!-- cached --><head><title>502</title>'), 'HTML', 'page'],
	['a part of HTML', Buffer.from('<h1>Not Found</h1>'), 'HTML', 'page'],
	['XML', Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'), 'XML', 'page'],
	['XML without a declaration', Buffer.from('<Error><Code>AccessDenied</Code></Error>'), 'XML', 'page'],
	['JSON', Buffer.from(' {"error": "gone"}'), 'JSON', 'text'],
	['JSON behind a byte order mark', Buffer.from('\ufeff[{"text": "hi"}]'), 'JSON', 'text'],
	['a list of numbers', Buffer.from('[0.12, -3e-5]'), 'JSON', 'text'],
	['nothing in JSON', Buffer.from('{}'), 'JSON', 'text'],
	['JSON that is cut off', Buffer.from(`{"text": "${'a'.repeat(5000)}`), 'JSON', 'text'],
	['a transcript', Buffer.from('[00:00:01] Hello.\n[00:00:02] Hello?'), 'text', 'text'],
	['a remark', Buffer.from('[Music] {laughs} a < b'), 'text', 'text'],
	['a text of all letters', Buffer.from('Zażółć gęślą jaźń\t🎈 \r\n\f'), 'text', 'text'],
	['a text in UTF-16', utf16('Zażółć'), 'text', 'text'],
	['a text in UTF-16, the other way round', utf16('Zażółć').swap16(), 'text', 'text'],
	['a text whose last letter is cut off', Buffer.from('ż'.repeat(3000)).subarray(0, 4095), 'text', 'text'],
	['a text that begins like a bitmap', Buffer.from('BMW is what you free me from, and skip.'), 'text', 'text'],
	['a text that begins like a film', Buffer.from("I'm free tonight, and so are you."), 'text', 'text'],
	['a text that begins like a title', Buffer.from('ID3 is what precedes sound.'), 'text', 'text'],
	['a text that begins like a broadcast', Buffer.from('G'.repeat(1000)), 'text', 'text'],
	['a text that speaks of tags', Buffer.from('TAGS, and <lora:style:0.8> as well'), 'text', 'text'],

	['nothing', Buffer.alloc(0), undefined],
	['zeros', Buffer.alloc(5000), undefined],
	['a text with a zero in it', Buffer.from('a\0b'), undefined],
	['a text in another encoding', latin('na\xefve r\xe9sum\xe9'), undefined],
	['bytes without a meaning', latin('\xfe\x12\x80\x99'), undefined],
	['a beginning of sound, and nothing of the kind behind', Buffer.concat([latin('\xff\xfb\x90\xc4'), Buffer.alloc(4000, 7)]), undefined],
];

describe('the format of what is written by hand', () => {
	it.each(WRITTEN)('is told: %s', async (_, content, name, kind) => {
		expect(formatOf(content)).toEqual(name === undefined ? undefined : expect.objectContaining({ name, kind }));
		expect((await examineFile(content)).format?.name).toBe(name);
	});

	it('has types in lower case, and endings without a dot', () => {
		for (const [, content, name] of WRITTEN) {
			const { mimeType, extension } = formatOf(content) ?? { mimeType: 'a/b', extension: 'a' };
			expect({ name, isType: /^[a-z]+\/[a-z0-9.+-]+$/.test(mimeType), isEnding: /^[a-z0-9]+$/.test(extension) }).toEqual({
				name,
				isType: true,
				isEnding: true,
			});
		}
	});
});
