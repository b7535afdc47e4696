import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, it } from 'vitest';

import { box, u32, wideBox } from './boxes.mts';
import { measureFile } from './samples.mts';
import type { Measures } from './samples.mts';

describe('measure of films', () => {
	const LONG = 0x01000000;
	const start = Buffer.concat([box('ftyp', Buffer.from('isom')), box('free', Buffer.alloc(4000))]);
	const mvhd = (scale: number, ticks: number) => box('mvhd', u32(0, 0, 0, scale, ticks), Buffer.alloc(80));
	const longMvhd = (scale: number, high: number, low: number) => box('mvhd', u32(LONG, 0, 0, 0, 0, scale, high, low), Buffer.alloc(80));
	const tkhd = (width: number, height: number) => box('tkhd', Buffer.alloc(76), u32(width * 65536, height * 65536));
	const longTkhd = (width: number, height: number) => box('tkhd', u32(LONG), Buffer.alloc(84), u32(width * 65536, height * 65536));
	const mdhd = (scale: number, ticks: number) => box('mdhd', u32(0, 0, 0, scale, ticks, 0));
	const track = (type: string, header: Buffer, length = mdhd(1000, 1500)) =>
		box(
			'trak',
			header,
			box(
				'mdia',
				length,
				box('hdlr', u32(0, 0), Buffer.from(type), Buffer.alloc(13)),
				box('minf', box('hdlr', u32(0, 0), Buffer.from('vide'))),
			),
		);
	const video = track('vide', tkhd(640, 360));
	const moov = box('moov', mvhd(1000, 1500), video);
	const film = { width: 640, height: 360, duration: 1.5 };

	it.each<[string, Buffer[], Measures, number?]>([
		['short boxes', [start, moov], film],
		['long boxes', [start, box('moov', longMvhd(90_000, 0, 135_000), track('vide', longTkhd(640, 360)))], film],
		[
			'more than 32 bits of duration',
			[start, box('moov', longMvhd(1000, 1, 0), track('vide', tkhd(640, 360), mdhd(1, 4_294_967)))],
			{ ...film, duration: 4_294_967.296 },
			3e9,
		],
		['an unknown duration', [start, box('moov', mvhd(1000, 0xffffffff), video)], { width: 640, height: 360 }],
		['an unknown long duration', [start, box('moov', longMvhd(1000, 0xffffffff, 0xffffffff), video)], { width: 640, height: 360 }],
		['no duration, as in fragments', [start, box('moov', mvhd(1000, 0), video), box('moof')], { width: 640, height: 360 }],
		['no time scale', [start, box('moov', mvhd(0, 1500), video)], { width: 640, height: 360 }],
		['a subtitle track before', [start, box('moov', mvhd(1000, 1500), track('text', tkhd(1, 1)), video)], film],
		['a second video', [start, box('moov', mvhd(1000, 1500), video, track('vide', tkhd(1, 1)))], film],
		['only sound', [start, box('moov', mvhd(1000, 1500), track('soun', tkhd(0, 0)))], { duration: 1.5 }],
		['fractions of pixels', [start, box('moov', track('vide', tkhd(639.6, 360.4)))], { width: 640, height: 360 }],
		['no index', [start, box('mdat', Buffer.alloc(100))], {}],
		['a wide mdat', [start, wideBox('mdat', Buffer.alloc(100)), moov], film],
		['a film without ftyp', [box('wide'), box('mdat', Buffer.alloc(4009)), moov], film],
		['the pictures at the very start', [box('mdat', Buffer.alloc(4009)), moov], film],
		['an index up to the end', [start, u32(0), moov.subarray(4)], film],
		['an mdat up to the end', [start, u32(0), Buffer.from('mdat'), Buffer.alloc(100)], {}],
		['a box smaller than its header', [start, u32(4), Buffer.from('free'), moov], {}],
		['a box larger than numbers are exact', [start, u32(1), Buffer.from('free'), u32(0xffffffff, 0xffffffff), moov], {}],
		['a header cut short by its box', [start, box('moov', box('mvhd', u32(0, 0)), video)], {}],
	])('reads a film with %s', async (_, parts, expected, size) => expect(await measureFile(Buffer.concat(parts), size)).toEqual(expected));

	it('does not go back where a box is smaller than its header', async () => {
		const stream = Readable.from([Buffer.concat([start, u32(4), Buffer.from('free')]), moov]);
		expect(await measureFile(stream, 1000)).toEqual({});
	});

	it('does not hold what it skips', async () => {
		setFlagsFromString('--expose_gc');
		const collectGarbage = runInNewContext('gc') as () => void;
		const held: number[] = [];
		const length = 200 * 1024 * 1024;
		// So much for 1.5 seconds would be no length.
		const long = box('moov', mvhd(1, 600), track('vide', tkhd(640, 360), mdhd(1, 600)));
		const head = Buffer.concat([start, u32(length + 8), Buffer.from('mdat')]);
		const stream = Readable.from(
			(function* () {
				yield head;
				for (let done = 0; done < length; done += 65_536) {
					if (done % (20 * 1024 * 1024) === 0) {
						collectGarbage();
						held.push(process.memoryUsage().arrayBuffers);
					}
					yield Buffer.alloc(65_536);
				}
				yield long;
			})(),
			{ objectMode: false },
		);
		expect(await measureFile(stream, head.length + length + long.length)).toEqual({ ...film, duration: 600 });
		expect(held).toHaveLength(10);
		const [before, ...meanwhile] = held;
		expect(Math.min(...meanwhile) - before).toBeLessThan(1024 * 1024);
	});

	it('stops reading after the index', async () => {
		let read = 0;
		const stream = Readable.from(
			(function* () {
				yield Buffer.concat([start, moov]);
				for (; read < 1000; read++) yield Buffer.alloc(65_536);
			})(),
			{ objectMode: false },
		);
		expect(await measureFile(stream, 1e7)).toEqual(film);
		expect(read).toBeLessThan(10);
	});
});
