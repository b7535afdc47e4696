import { describe, expect, it } from 'vitest';

import { measureFile, SIZE } from './samples.mts';

describe('measure of pictures', () => {
	const bitmap = (headerSize: number, write: (head: Buffer) => void) => {
		const head = Buffer.alloc(26);
		head.write('BM');
		head.writeUInt32LE(headerSize, 14);
		write(head);
		return head;
	};

	it.each([
		['rows from the top', 40, (head: Buffer) => void (head.writeInt32LE(97, 18), head.writeInt32LE(-63, 22)), SIZE],
		['the header of OS/2', 12, (head: Buffer) => void (head.writeUInt16LE(97, 18), head.writeUInt16LE(63, 20)), SIZE],
		['an unknown header', 41, (head: Buffer) => void (head.writeInt32LE(97, 18), head.writeInt32LE(63, 22)), {}],
	])('reads a BMP with %s', async (_, headerSize, write, expected) => {
		expect(await measureFile(bitmap(headerSize, write))).toEqual(expected);
	});

	it.each([
		['VP8 ', '00000000000000009d012a' + 'ffff' + 'ffff', 16383, 16383],
		['VP8L', '00000000' + '2f' + 'ffffffff' + '0000000000', 16384, 16384],
		['VP8L', '00000000' + '2f' + '00000000', 1, 1],
		['VP8X', '00000000' + '00000000' + 'ffffff' + '000100', 16777216, 257],
	])('reads sizes of %s to the last bit (case %#)', async (chunk, rest, width, height) => {
		const start = chunk === 'VP8 ' ? rest.slice(2) : rest;
		const content = Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${chunk}`), Buffer.from(start, 'hex')]);
		expect(await measureFile(content)).toEqual({ width, height });
	});

	it('says nothing of a WebP without a picture', async () => {
		expect(await measureFile(Buffer.from('RIFF\0\0\0\0WEBPALPH'.padEnd(40)))).toEqual({});
	});
});
