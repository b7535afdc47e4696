import { describe, expect, it } from 'vitest';

import { measureFile } from './samples.mts';

describe('measure of sound', () => {
	const chunk = (id: string, content: Buffer, length = content.length) => {
		const header = Buffer.alloc(8);
		header.write(id);
		header.writeUInt32LE(length, 4);
		return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
	};
	/** PCM of one byte a sample. */
	const format = (sampleRate: number, bytesPerSecond = sampleRate) => {
		const content = Buffer.from('01000100000000000000000001000800', 'hex');
		content.writeUInt32LE(sampleRate, 4);
		content.writeUInt32LE(bytesPerSecond, 8);
		return chunk('fmt ', content);
	};
	const riff = (...chunks: Buffer[]) => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), ...chunks]);
	const second = Buffer.alloc(1000);

	it.each<[string, Buffer, number?]>([
		[
			'an odd chunk before the sound',
			riff(chunk('LIST', Buffer.alloc(7)), format(1000), chunk('junk', Buffer.alloc(1)), chunk('data', second)),
			1,
		],
		['more after the sound', riff(format(1000), chunk('data', second), chunk('LIST', second)), 1],
		['length 0', riff(format(1000), chunk('data', second, 0)), 1],
		['length 0xFFFFFFFF', riff(format(1000), chunk('data', second, 0xffffffff)), 1],
		['less than it says', riff(format(1000), chunk('data', second, 4000)), 1],
		['no sound', riff(format(1000), chunk('data', Buffer.alloc(0)))],
		['no rate', riff(format(0), chunk('data', second))],
		['no format', riff(chunk('data', second))],
		['no data', riff(format(1000), chunk('LIST', second))],
	])('reads a WAV with %s', async (_, content, duration) => {
		expect(await measureFile(content)).toEqual(duration === undefined ? {} : { duration });
	});

	it('reads an RF64', async () => {
		const content = riff(chunk('ds64', Buffer.alloc(28)), format(1000), chunk('data', second, 0xffffffff));
		content.write('RF64');
		expect(await measureFile(content)).toEqual({ duration: 1 });
	});
});
