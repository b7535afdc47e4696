import type { FilePart } from './filePart';
import { flac } from './flac';
import { bmp, gif, png, webp } from './image';
import { jpeg } from './jpeg';
import { mp3 } from './mp3';
import { mp4 } from './mp4';
import type { Measures } from './measures';
import { ByteReader } from './reader';
import { wav } from './wav';

/** How the files begin, one byte per character, and who can read on from there. */
const FORMATS: Array<[RegExp, (file: ByteReader) => Promise<Measures>]> = [
	[/^.PNG\r\n/s, png],
	[/^\xff\xd8\xff/, jpeg],
	[/^GIF8[79]a/, gif],
	[/^BM/, bmp],
	[/^RIFF.{4}WEBP/s, webp],
	[/^(RIFF|RF64).{4}WAVE/s, wav],
	[/^fLaC/, flac],
	[/^.{4}(ftyp|moov|mdat|free|skip|wide|pnot)/s, mp4],
	[/^\xff[\xe2-\xff]/, mp3],
];

/**
 * What a file says of its own size and length: PNG, JPEG, GIF, BMP, WebP, WAV, FLAC, MP3, MP4, MOV and
 * M4A, told by their content. Whatever cannot be read is absent; never throws, since a file that we
 * do not understand may still be one that the API does.
 */
export async function measure(part: FilePart): Promise<Measures> {
	let file: ByteReader | undefined;
	try {
		file = new ByteReader(await part.open(), part.size);
		return sensible(await read(file));
	} catch {
		return {};
	} finally {
		file?.close();
	}
}

async function read(file: ByteReader): Promise<Measures> {
	await skipTags(file);
	const start = (await file.peek(12)).toString('latin1');
	const format = FORMATS.find(([beginning]) => beginning.test(start));
	return format ? await format[1](file) : {};
}

/** ID3v2 tags in front of MP3 and some FLAC (id3.org, ID3v2.4.0 §3.1); sizes have 7 bits per byte. */
async function skipTags(file: ByteReader): Promise<void> {
	while ((await file.peek(3)).toString('latin1') === 'ID3') {
		const header = await file.take(10);
		const hasFooter = (header[5] & 0x10) !== 0;
		const length = [...header.subarray(6)].reduce((sum, byte) => sum * 128 + byte, 0);
		await file.skip(length + (hasFooter ? 10 : 0));
	}
}

function sensible(measures: Measures): Measures {
	return Object.fromEntries(Object.entries(measures).filter(([, value]) => Number.isFinite(value) && value > 0));
}
