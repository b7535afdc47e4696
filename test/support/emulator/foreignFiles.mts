import { brotliCompressSync } from 'node:zlib';

import type { FileFormat } from './formats.mts';

const REST = Buffer.alloc(512);

/** Small files of formats that the API does not take, as far as their beginnings go (docs/api.md#files). */
export const FOREIGN_FILES: Array<[format: FileFormat | undefined, name: string, mimeType: string, content: Buffer]> = [
	['heic', 'IMG_0042.HEIC', 'image/heic', brands('heic', 'mif1', 'heic')],
	['heic', 'burst.heif', 'image/heif', brands('msf1', 'hevc', 'mif1')],
	['heic', 'live.heic', 'image/heic', brands('mif1', 'heic')],
	['avif', 'photo.avif', 'image/avif', brands('avif', 'mif1', 'miaf')],
	['avif', 'moving.avif', 'image/avif', brands('avis', 'msf1', 'miaf')],
	['tiff', 'scan.tif', 'image/tiff', bytes('II*\0\x08\0\0\0')],
	['tiff', 'scan.tiff', 'image/tiff', bytes('MM\0*\0\0\0\x08')],
	['pdf', 'invoice.pdf', 'application/pdf', bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')],
	['svg', 'logo.svg', 'image/svg+xml', text('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>')],
	['svg', 'icon.svg', 'image/svg+xml', text('\uFEFF<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>')],
	['jxl', 'photo.jxl', 'image/jxl', bytes('\0\0\0\x0cJXL \r\n\x87\n')],
	['psd', 'poster.psd', 'image/vnd.adobe.photoshop', bytes('8BPS\0\x01')],
	['ico', 'favicon.ico', 'image/x-icon', bytes('\0\0\x01\0\x01\0\x10\x10')],
	['html', 'page.html', 'text/html', text('\n<!DOCTYPE html><html><body>Not found</body></html>')],
	['html', 'page.htm', 'text/html', text('<HTML><HEAD></HEAD></HTML>')],
	['xml', 'error.xml', 'application/xml', text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>')],
	['zip', 'report.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', bytes('PK\x03\x04\x14\0\x06\0')],
	['mkv', 'film.mkv', 'video/x-matroska', matroska('matroska')],
	['amr', 'memo.amr', 'audio/amr', bytes('#!AMR\n\x3c')],
	['aiff', 'take.aiff', 'audio/aiff', bytes('FORM\0\0\x02\0AIFFCOMM')],
	[undefined, 'data.json', 'application/json', text('{"error":"not found"}')],
	[undefined, 'notes.txt', 'text/plain', text('Nothing to see here.')],
	[undefined, 'noise.bin', 'application/octet-stream', brotliCompressSync(Buffer.from('noise'.repeat(9)))],
];

function bytes(start: string): Buffer {
	return Buffer.concat([Buffer.from(start, 'latin1'), REST]);
}

function text(content: string): Buffer {
	return Buffer.from(content);
}

/** ISO/IEC 14496-12 §4.3: the first box names the format, and those that it keeps to as well. */
export function brands(major: string, ...compatible: string[]): Buffer {
	const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
	box.writeUInt32BE(box.length);
	return Buffer.concat([box, Buffer.from('\0\0\x02\0meta', 'latin1'), REST]);
}

/** RFC 8794: the header of Matroska and of WebM, which is a kind of it. */
export function matroska(docType: string): Buffer {
	const name = Buffer.concat([Buffer.from([0x42, 0x82, 0x80 | docType.length]), Buffer.from(docType)]);
	return Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | name.length]), name, REST]);
}
