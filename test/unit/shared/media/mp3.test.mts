import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { describe, expect, it } from 'vitest';

import { DURATION, expectMeasures, measureFile, Samples } from './samples.mts';

const samples = new Samples(['info.mp3', 'constant-low.mp3']);
const { directory } = samples;
const sample = (name: string) => samples.of(name);

describe('measure of sound', () => {
	const mp3With = (change: (content: Buffer, frame: number) => void) => {
		const content = Buffer.from(sample('info.mp3'));
		change(content, content.indexOf('Info'));
		return content;
	};

	it('reads a VBRI header', async () => {
		const content = mp3With((bytes, info) => {
			const start = info - 21;
			bytes.fill(0, info, start + 60);
			bytes.write('VBRI', start + 36);
			bytes.writeUInt32BE(bytes.length - start, start + 46);
			bytes.writeUInt32BE(77, start + 50);
		});
		expect(await measureFile(content)).toEqual({ duration: (77 * 1152) / 44_100 });
	});

	it('says nothing of an MP3 with bit rate or sample rate that does not exist, or of another layer', async () => {
		for (const header of [0xfffbf0c4, 0xfffb00c4, 0xfffb9cc4, 0xffeb90c4, 0xfffd90c4, 0xfff990c4]) {
			const content = mp3With((bytes, info) => bytes.writeUInt32BE(header, info - 21));
			expect(await measureFile(content)).toEqual({});
		}
	});

	it('does not count on an Info header that counts no frames', async () => {
		const content = mp3With((bytes, info) => bytes.fill(0, info + 4, info + 12));
		expectMeasures(await measureFile(content), DURATION);
	});

	it.each([
		[44_100, [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]],
		[48_000, [128]],
		[32_000, [128]],
		[24_000, [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]],
		[16_000, [64]],
	])('knows the bit rates that sound of %d Hz can have', async (sampleRate, bitRates) => {
		const outputs = bitRates.map((rate) => join(directory, `${sampleRate}-${rate}.mp3`));
		const options = outputs.flatMap((output, index) => ['-b:a', `${bitRates[index]}k`, '-write_xing', '0', output]);
		await promisify(execFile)(ffmpeg.path, ['-v', 'error', '-f', 'lavfi', '-i', `sine=sample_rate=${sampleRate}:duration=4`, ...options]);
		for (const output of outputs) {
			const { duration } = await measureFile(readFileSync(output));
			expect(Math.abs(duration! - 4)).toBeLessThan(0.15);
		}
	});

	it('takes no bit rate from one frame', async () => {
		const content = sample('constant-low.mp3');
		expect(await measureFile(content.subarray(0, 150))).toEqual({});
	});
});
