import { describe, expect, it } from 'vitest';

import { frameAt } from '../../../../nodes/shared/media/mpegFrame.ts';
import { gapAround, gapIn } from '../../../../nodes/shared/sound/gap.ts';
import { countingFrame, silentFrame } from '../../../../nodes/shared/sound/mp3Header.ts';

/** MPEG 1, layer III, 128 kbit/s, 44.1 kHz, with padding and a checksum; and MPEG 2, 8 kbit/s, 24 kHz, mono. */
const PADDED = 0xfffa9200;
const SMALLEST = 0xfff314c0;

describe('a frame that counts others', () => {
	const counted = { frames: 10, bytes: 4000, isConstant: true };

	it('has neither padding nor checksum', () => {
		const frame = countingFrame(PADDED, counted);
		expect(frame.readUInt32BE(0)).toBe(0xfffb9000);
		expect(frame.length).toBe(417);
		expect(frame.toString('latin1', 36, 40)).toBe('Info');
		expect([40, 44, 48].map((at) => frame.readUInt32BE(at))).toEqual([3, 10, 4417]);
		expect(silentFrame(PADDED)).toEqual(Buffer.concat([Buffer.from('fffb9000', 'hex'), Buffer.alloc(413)]));
	});

	it('has a bit rate at which there is room, and then does not say that all have it', () => {
		const frame = countingFrame(SMALLEST, counted);
		expect(frameAt(frame, 0)).toMatchObject({ bitRate: 16_000, length: frame.length, sampleRate: 24_000, isMono: true });
		expect(frame.toString('latin1', 13, 17)).toBe('Xing');
		expect(silentFrame(SMALLEST).length).toBe(24);
	});

	it('says what the encoder has put around the sound, with its checksum', () => {
		const encoded = (samples: number) => {
			const gap = Buffer.alloc(36);
			gap.write('LAME3.100');
			gap.writeUIntBE(samples, 21, 3);
			return gap;
		};
		const frame = countingFrame(PADDED, { ...counted, gap: gapAround(encoded(0x240123), encoded(0x111456)) });
		const written = gapIn(frame, frameAt(frame, 0)!)!;
		expect(written.readUIntBE(21, 3)).toBe(0x240456);
		expect(written.readUInt32BE(28)).toBe(4417);
		expect(gapIn(countingFrame(PADDED, counted), frameAt(frame, 0)!)).toBeUndefined();
	});

	it('says of a variable bit rate that it is', () => {
		expect(countingFrame(PADDED, { ...counted, isConstant: false }).toString('latin1', 36, 40)).toBe('Xing');
	});
});
