import { describe, expect, it } from 'vitest';

import { measureFile, Samples, SIZE } from './samples.mts';

const samples = new Samples(['picture.jpg']);
const sample = (name: string) => samples.of(name);

describe('measure of pictures', () => {
	const jpegWith = (marker: number) => {
		const content = Buffer.from(sample('picture.jpg'));
		content[content.indexOf(Buffer.from([0xff, 0xc0])) + 1] = marker;
		return content;
	};

	it.each([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])(
		'takes JPEG marker %d for a frame',
		async (marker) => expect(await measureFile(jpegWith(marker))).toEqual(SIZE),
	);

	it.each([0xc4, 0xc8, 0xcc])('takes JPEG marker %d for something else', async (marker) => {
		expect(await measureFile(jpegWith(marker))).toEqual({});
	});

	it('skips fill bytes and a thumbnail in a JPEG', async () => {
		const picture = sample('picture.jpg');
		const thumbnail = Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xe1, 0, 14]), Buffer.from('ffd8ffc00011080001000101', 'hex')]);
		expect(await measureFile(Buffer.concat([picture.subarray(0, 2), thumbnail, picture.subarray(2)]))).toEqual(SIZE);
	});
});
