import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';

import type { FilePart } from '../../../../nodes/shared/media/filePart.ts';
import { frameAt } from '../../../../nodes/shared/media/mpegFrame.ts';
import { cutsOf } from '../../../../nodes/shared/sound/cut.ts';
import { flacHeaderAt } from '../../../../nodes/shared/sound/flacHeader.ts';
import { joinSounds } from '../../../../nodes/shared/sound/join.ts';
import type { Joined } from '../../../../nodes/shared/sound/join.ts';
import { playTune } from '../../../support/emulator/tunes.mts';
import { makeFile } from '../../../support/emulator/ffmpeg.mts';
import { measureFile } from '../media/samples.mts';
import { burst, contentOf, decode, framesOf, furthest, partOf, samplesOf, speech, stream } from './recordings.mts';

interface Kind {
	extension: 'mp3' | 'wav' | 'flac';
	rate: number;
	channels: number;
	args: string[];
}
const KINDS: Record<string, Kind> = {
	'MP3 of 24 kHz': { extension: 'mp3', rate: 24_000, channels: 1, args: ['-b:a', '64k'] },
	'MP3 of 24 kHz, as small as can be': { extension: 'mp3', rate: 24_000, channels: 1, args: ['-b:a', '8k'] },
	'MP3, stereo': { extension: 'mp3', rate: 44_100, channels: 2, args: ['-ac', '2', '-b:a', '128k'] },
	'MP3, variable': { extension: 'mp3', rate: 44_100, channels: 1, args: ['-q:a', '4'] },
	'MP3 of 16 kHz, variable, stereo': { extension: 'mp3', rate: 16_000, channels: 2, args: ['-ac', '2', '-q:a', '7'] },
	FLAC: { extension: 'flac', rate: 24_000, channels: 1, args: [] },
	'FLAC of 24 bit, stereo': { extension: 'flac', rate: 48_000, channels: 2, args: ['-ac', '2', '-sample_fmt', 's32'] },
	'WAV of 16 bit': { extension: 'wav', rate: 24_000, channels: 1, args: [] },
	'WAV of 8 bit': { extension: 'wav', rate: 8000, channels: 1, args: ['-c:a', 'pcm_u8'] },
	'WAV of 24 bit, stereo': { extension: 'wav', rate: 16_000, channels: 2, args: ['-ac', '2', '-c:a', 'pcm_s24le'] },
	'WAV of floating point': { extension: 'wav', rate: 16_000, channels: 1, args: ['-c:a', 'pcm_f32le'] },
	'WAV in A-law': { extension: 'wav', rate: 8000, channels: 1, args: ['-c:a', 'pcm_alaw'] },
	'WAV in µ-law': { extension: 'wav', rate: 8000, channels: 1, args: ['-c:a', 'pcm_mulaw'] },
};
const PAUSE = 400;
/** Samples of a piece that may sound a little different, where much is between it and the next one. */
const LAST = 480;

const spoken = new Map<string, Buffer[]>();
beforeAll(async () => {
	await Promise.all(
		Object.entries(KINDS).map(async ([name, { extension, rate, args }]) => {
			// Each ends with the end of a note.
			const tunes = [3.2, 2, 4].map(async (seconds) => {
				const wav = await playTune({ text: `tune ${seconds}`, seconds, sampleRate: rate, format: 'wav' });
				return await makeFile([wav], extension, ([path]) => ['-i', path, ...args]);
			});
			spoken.set(name, await Promise.all(tunes));
		}),
	);
}, 60_000);

const read = async ({ content }: Joined) => await buffer(Readable.from(content));

/** All frames of an MP3, without what it says of delays; or the WAV itself. */
const bare = (content: Buffer, extension: string) => (extension === 'mp3' ? Buffer.concat(framesOf(content)) : content);

describe.each(Object.entries(KINDS))('recordings that are joined: %s', (name, { extension, rate, channels }) => {
	const join = async (pause = PAUSE) =>
		(await joinSounds(
			spoken.get(name)!.map((content) => partOf(content, 1000)),
			pause,
		))!;
	const secondsOf = async (content: Buffer) => (await decode(content)).pcm.length / 2 / channels / rate;
	/** A pause is made of whole frames. */
	const longest = extension === 'mp3' ? (rate > 24_000 ? 1152 : 576) / rate + 0.001 : 0.001;

	it('are one that is as long as they are together, by all who look', async () => {
		const lengths = await Promise.all(spoken.get(name)!.map(secondsOf));
		const joined = await join();
		const content = await read(joined);
		expect(content.length).toBe(joined.size);
		expect((await decode(content)).said).toBe('');
		const { pcm } = await decode(bare(content, extension));
		expect(pcm.length / 2 / channels / rate).toBeCloseTo(joined.seconds, 6);
		expect((await measureFile(content)).duration).toBeCloseTo(joined.seconds, 6);
		expect(joined.starts[0]).toBe(0);
		const late = joined.starts.map(
			(start, index) => start - lengths.slice(0, index).reduce((sum, length) => sum + length + PAUSE / 1000, 0),
		);
		expect(late[1]).toBeGreaterThan(-0.001);
		expect(late[1]).toBeLessThan(longest);
		expect(late[2]).toBeGreaterThan(late[1] - 0.001);
		expect(late[2]).toBeLessThan(late[1] + longest);
		expect(Math.abs((await secondsOf(content)) - joined.starts[2] - lengths[2])).toBeLessThan(0.001);
	});

	it.each([PAUSE, 0])('sound as they did, with silence and no click between: %i ms', async (pause) => {
		const joined = await join(pause);
		const heard = samplesOf((await decode(await read(joined))).pcm);
		const at = (seconds: number) => Math.round(seconds * rate) * channels;
		let jumps = 0;
		let end = 0;
		for (const [index, content] of spoken.get(name)!.entries()) {
			const own = samplesOf((await decode(content)).pcm);
			const start = at(joined.starts[index]);
			const tail = pause === 0 ? own.length - LAST * channels : own.length;
			expect(furthest(own.subarray(0, tail), heard, start)).toBeLessThanOrEqual(1);
			// As loud as noise of 11 bits.
			expect(furthest(own.subarray(tail), heard, start + tail)).toBeLessThanOrEqual(16);
			jumps = Math.max(jumps, jump(own, channels));
			if (index > 0) {
				expect(start).toBeGreaterThanOrEqual(end + at(pause / 1000) - channels);
				// What an encoder makes of an end is heard for a moment longer. The A-law has no code for 0.
				if (pause > 0) expect(Math.max(...heard.subarray(end + at(0.07), start - at(0.05)).map(Math.abs))).toBeLessThanOrEqual(8);
				expect(jump(heard.subarray(end - at(0.05), start + at(0.1)), channels)).toBeLessThanOrEqual(jumps);
			}
			end = start + own.length;
		}
	});

	it('are as long as players play them, but for what encoders put between them', async () => {
		const parts = spoken.get(name)!;
		const lengths = await Promise.all(parts.map(secondsOf));
		const more = (await secondsOf(await read(await join(0)))) - lengths.reduce((sum, length) => sum + length, 0);
		expect(more).toBeGreaterThanOrEqual(0);
		// At 16 kHz, an encoder's own silence is longer.
		expect(more).toBeLessThan((rate > 16_000 ? 0.05 : 0.075) * (parts.length - 1));
	});

	it('are joined without a pause, too', async () => {
		const joined = await join(0);
		const content = await read(joined);
		expect((await decode(content)).said).toBe('');
		expect((await measureFile(content)).duration).toBeCloseTo(joined.seconds, 6);
		if (extension !== 'mp3') return;
		const frames = framesOf(content);
		for (const [index, part] of spoken.get(name)!.entries()) {
			const own = framesOf(part);
			const next = spoken.get(name)![index + 1];
			const count = next ? framesUntil(frames, framesOf(next), own.length - 3) : frames.length;
			expect(own.length - count).toBeLessThanOrEqual(next ? 2 : 0);
			expect(Buffer.concat(frames.splice(0, count)).equals(Buffer.concat(own.slice(0, count)))).toBe(true);
		}
	});
});

/** Where others begin among frames, or behind so many of them. */
function framesUntil(frames: Buffer[], others: Buffer[], from: number): number {
	const start = Buffer.concat(others.slice(0, 10));
	return frames.findIndex((_, index) => index >= from && Buffer.concat(frames.slice(index, index + 10)).equals(start));
}

function jump(samples: Int16Array, channels: number): number {
	let most = 0;
	for (let at = channels; at < samples.length; at++) most = Math.max(most, Math.abs(samples[at] - samples[at - channels]));
	return most;
}

describe('an MP3 of several', () => {
	const SILENT_ENDS = { begin: 0.06, end: 0.06 };
	it.each(
		[16_000, 22_050, 24_000, 44_100].flatMap((rate) =>
			[
				['-ac', '1', '-b:a', '32k'],
				['-ac', '2', '-b:a', '64k'],
				['-ac', '1', '-b:a', '64k', '-reservoir', '0'],
				['-ac', '2', '-q:a', '5'],
			].map((args) => [rate, args] as const),
		),
	)('has not more than a frame between sounds that begin and end with silence: %i Hz, %s', async (rate, args) => {
		const channels = Number(args[1]);
		const parts = await Promise.all([0.71, 0.83, 0.957].map((seconds) => burst(seconds, rate, [...args], SILENT_ENDS)));
		for (const pause of [0, 30, 300]) {
			const joined = (await joinSounds(
				parts.map((part) => partOf(part)),
				pause,
			))!;
			const { pcm, said } = await decode(await read(joined));
			expect(said).toBe('');
			const heard = samplesOf(pcm);
			let end = -channels;
			for (const [index, part] of parts.entries()) {
				const own = samplesOf((await decode(part)).pcm);
				const start = Math.round(joined.starts[index] * rate) * channels;
				expect(furthest(own, heard, start)).toBeLessThanOrEqual(1);
				const between = (start - end) / channels - (index > 0 ? (pause / 1000) * rate : 0);
				expect(between).toBeGreaterThan(-1);
				expect(between).toBeLessThanOrEqual((rate > 24_000 ? 1152 : 576) + 1);
				end = start + own.length;
			}
			expect(heard.length).toBe(end);
		}
	});

	it('may have pieces of nothing but a moment of silence', async () => {
		const silence = await makeFile([], 'mp3', () => ['-f', 'lavfi', '-i', 'anullsrc=r=24000:cl=mono', '-t', '0.001']);
		const joined = (await joinSounds(
			[silence, silence, silence].map((part) => partOf(part)),
			0,
		))!;
		const content = await read(joined);
		expect(content.length).toBe(joined.size);
		expect((await decode(content)).said).toBe('');
		expect((await measureFile(content)).duration).toBeCloseTo(joined.seconds, 6);
		expect(joined.starts[2]).toBeGreaterThanOrEqual(0.002);
	});

	it('has a header with all frames and bytes, and where to find what if the bit rate is not constant', async () => {
		const content = await read(
			(await joinSounds(
				spoken.get('MP3, variable')!.map((part) => partOf(part)),
				PAUSE,
			))!,
		);
		const header = content.indexOf('Xing');
		expect(header).toBe(frameAt(content, 0)!.xing);
		expect(content.readUInt32BE(header + 4)).toBe(7);
		const frames = framesOf(content);
		expect(content.readUInt32BE(header + 8)).toBe(frames.length);
		expect(content.readUInt32BE(header + 12)).toBe(content.length);
		for (const percent of [1, 25, 50, 99]) {
			const before = Buffer.concat(frames.slice(0, Math.floor((frames.length * percent) / 100))).length + frameAt(content, 0)!.length;
			expect(Math.abs(content[header + 16 + percent] - (before * 256) / content.length)).toBeLessThan(1.5);
		}
	});

	it('has one of a constant bit rate where that is so', async () => {
		const content = await read(
			(await joinSounds(
				spoken.get('MP3, stereo')!.map((part) => partOf(part)),
				PAUSE,
			))!,
		);
		expect(content.indexOf('Info')).toBe(frameAt(content, 0)!.xing);
		const [constant, variable] = [spoken.get('MP3 of 24 kHz')![0], spoken.get('MP3 of 24 kHz, as small as can be')![0]];
		const mixed = (await joinSounds([partOf(constant), partOf(variable)], PAUSE))!;
		const both = await read(mixed);
		expect(both.indexOf('Xing')).toBe(frameAt(both, 0)!.xing);
		expect((await measureFile(both)).duration).toBeCloseTo(mixed.seconds, 6);
		expect((await decode(both)).said).toBe('');
	});

	it('has no tags of theirs', async () => {
		const [first, second] = spoken.get('MP3 of 24 kHz')!;
		const tag = Buffer.concat([Buffer.from('TAG'.padEnd(128))]);
		const plain = await read((await joinSounds([partOf(first), partOf(second)], PAUSE))!);
		expect(
			(
				await read(
					(await joinSounds(
						[Buffer.concat([first, tag]), Buffer.concat([second, tag])].map((part) => partOf(part)),
						PAUSE,
					))!,
				)
			).equals(plain),
		).toBe(true);
	});
});

describe('a FLAC of several', () => {
	it('can be cut again, though its frames have different lengths', async () => {
		const joined = await read(
			(await joinSounds(
				spoken.get('FLAC')!.map((part) => partOf(part)),
				PAUSE,
			))!,
		);
		const whole = samplesOf((await decode(joined)).pcm);
		const cuts = (await cutsOf(partOf(joined), { largest: 30_000, overlap: 1, quiet: 2 }))!;
		expect(cuts.length).toBeGreaterThan(3);
		for (const { part, start, end } of cuts) {
			const piece = await contentOf(part);
			const { pcm, said } = await decode(piece);
			expect(said).toBe('');
			const { samples } = flacHeaderAt(piece, 42)!;
			const second = String.fromCodePoint(samples);
			expect(piece[46]).toBe(0);
			expect(piece.indexOf(Buffer.concat([piece.subarray(42, 46), Buffer.from(second)]), 50)).toBeGreaterThan(0);
			const [first, last] = [Math.round(start * 24_000), Math.round(end * 24_000)];
			expect([...samplesOf(pcm)]).toEqual([...whole.subarray(first, last)]);
		}
	});

	it('can be joined without a pause, with one too short for a frame, and with a long one', async () => {
		for (const pause of [0, 0.5, 1, 10_000]) {
			const joined = (await joinSounds(
				spoken.get('FLAC')!.map((part) => partOf(part)),
				pause,
			))!;
			const { pcm, said } = await decode(await read(joined));
			expect(said).toBe('');
			expect(pcm.length / 2 / 24_000).toBeCloseTo(joined.seconds, 6);
			expect(joined.seconds).toBeCloseTo(3.2 + 2 + 4 + (pause < 1 ? 0 : (2 * pause) / 1000), 3);
		}
	});
});

describe('recordings that cannot be joined', () => {
	it.each<[string, string, string]>([
		['formats', 'MP3 of 24 kHz', 'WAV of 16 bit'],
		['sample rates', 'MP3 of 24 kHz', 'MP3, variable'],
		['channels', 'MP3, variable', 'MP3, stereo'],
		['bits', 'WAV of 16 bit', 'WAV of 24 bit, stereo'],
		['depth', 'FLAC', 'FLAC of 24 bit, stereo'],
		['codecs', 'WAV in A-law', 'WAV in µ-law'],
	])('differ in %s', async (_, one, other) => {
		expect(await joinSounds([partOf(spoken.get(one)![0]), partOf(spoken.get(other)![0])], 0)).toBeUndefined();
		expect(await joinSounds([partOf(spoken.get(other)![0]), partOf(spoken.get(one)![0])], 0)).toBeUndefined();
	});

	it.each([
		['Ogg', 'ogg', ['-c:a', 'libopus', '-ar', '48000']],
		['WAV with a codec', 'wav', ['-c:a', 'adpcm_ms']],
	])('are in %s', async (_, extension, args) => {
		const part = partOf(await speech(extension, 3, 16_000, args));
		expect(await joinSounds([part, part], 0)).toBeUndefined();
	});

	it('are none, or no recordings', async () => {
		expect(await joinSounds([], 0)).toBeUndefined();
		expect(await joinSounds([partOf(Buffer.from('hello'.repeat(100)))], 0)).toBeUndefined();
	});

	it('are larger together than a WAV can say', async () => {
		const head = spoken.get('WAV of 16 bit')![0].subarray(0, 200);
		const header = Buffer.from(head);
		header.writeUInt32LE(0xffffffff, header.indexOf('data') + 4);
		const part = { ...partOf(header), size: 2_200_000_000 };
		expect(await joinSounds([part], 0)).toBeDefined();
		expect(await joinSounds([part, part], 0)).toBeUndefined();
	});
});

describe('the parts of a joined recording', () => {
	const parts = () => spoken.get('MP3 of 24 kHz')!;

	it('are read once to be counted and once to be copied, and let go of', async () => {
		const sources: Readable[] = [];
		const seen = parts().map((content): FilePart => ({ ...partOf(content), open: async () => sources[sources.push(stream(content)) - 1] }));
		const joined = (await joinSounds(seen, PAUSE))!;
		expect(sources.length).toBe(3);
		await read(joined);
		expect(sources.length).toBe(6);
		for await (const _ of joined.content) if (sources.length === 8) break;
		expect(sources.length).toBe(8);
		expect(sources.every(({ destroyed }) => destroyed)).toBe(true);
	});

	it('may be buffers', async () => {
		const buffered = parts().map((content) => ({ ...partOf(content), open: async () => content }));
		const joined = await read((await joinSounds(buffered, PAUSE))!);
		expect(
			joined.equals(
				await read(
					(await joinSounds(
						parts().map((content) => partOf(content)),
						PAUSE,
					))!,
				),
			),
		).toBe(true);
	});

	it.each(['breaks', 'ends'])('fail all where one %s', async (how) => {
		let isWhole = true;
		const broken = (content: Buffer) =>
			Readable.from(
				(function* () {
					yield content.subarray(0, 5000);
					if (!isWhole && how === 'breaks') throw new Error('The store is gone');
					if (isWhole) yield content.subarray(5000);
				})(),
				{ objectMode: false },
			);
		const mixed = parts().map((content, index) =>
			index === 1 ? { ...partOf(content), open: async () => broken(content) } : partOf(content),
		);
		const joined = (await joinSounds(mixed, PAUSE))!;
		isWhole = false;
		await expect(read(joined)).rejects.toThrow(how === 'breaks' ? 'The store is gone' : 'The file is cut off');
		if (how === 'breaks') await expect(joinSounds(mixed, PAUSE)).rejects.toThrow('The store is gone');
	});
});
