import { describe, expect, it } from 'vitest';

import { measureFile, Samples } from './samples.mts';

const samples = new Samples(['sound.flac']);
const sample = (name: string) => samples.of(name);

describe('measure of sound', () => {
	it('reads the 36 bits in which a FLAC counts its samples, where 0 is unknown', async () => {
		const content = Buffer.from(sample('sound.flac'));
		content.fill(0xff, 22, 26);
		content[21] |= 0x0f;
		// As many bytes for a sample as the honest file has.
		const size = Math.round(((content.length - content.indexOf('fff8', 'hex')) / (2 * 22050)) * 2 ** 36);
		expect(await measureFile(content, size)).toEqual({ duration: (2 ** 36 - 1) / 22050 });
		content.fill(0, 22, 26);
		content[21] &= 0xf0;
		expect(await measureFile(content)).toEqual({});
	});
});
