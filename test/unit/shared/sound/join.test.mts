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
import { contentOf, decode, framesOf, partOf, samplesOf, speech, stream } from './recordings.mts';

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

	it('are one that is as long as they are together, by all who look', async () => {
		const decoded = await Promise.all(spoken.get(name)!.map(async (content) => (await decode(bare(content, extension))).pcm));
		const lengths = decoded.map((pcm) => pcm.length / 2 / channels / rate);
		const joined = await join();
		const content = await read(joined);
		expect(content.length).toBe(joined.size);
		expect((await decode(content)).said).toBe('');
		const { pcm } = await decode(bare(content, extension));
		const seconds = lengths.reduce((sum, length) => sum + length, 0) + (2 * PAUSE) / 1000;
		expect(Math.abs(joined.seconds - seconds)).toBeLessThan(0.05);
		expect(pcm.length / 2 / channels / rate).toBeCloseTo(joined.seconds, 6);
		expect((await measureFile(content)).duration).toBeCloseTo(joined.seconds, 6);
		expect(joined.starts[0]).toBe(0);
		expect(Math.abs(joined.starts[1] - lengths[0] - PAUSE / 1000)).toBeLessThan(0.05);
		expect(Math.abs(joined.starts[2] - lengths[0] - lengths[1] - (2 * PAUSE) / 1000)).toBeLessThan(0.05);
	});

	it('sound as they did, with silence and no click between', async () => {
		const joined = await join();
		const heard = samplesOf((await decode(bare(await read(joined), extension))).pcm);
		const at = (seconds: number) => Math.round(seconds * rate) * channels;
		let jumps = 0;
		for (const [index, content] of spoken.get(name)!.entries()) {
			const own = samplesOf((await decode(bare(content, extension))).pcm);
			const start = at(joined.starts[index]);
			jumps = Math.max(jumps, jump(own, channels));
			let largest = 0;
			for (let sample = 0; sample < own.length; sample++) largest = Math.max(largest, Math.abs(heard[start + sample] - own[sample]));
			expect(largest).toBeLessThanOrEqual(1);
			if (index === 0) continue;
			const quiet = heard.subarray(start - at(PAUSE / 1000) + at(0.05), start);
			expect(quiet.length).toBeGreaterThan(at(0.3));
			// The A-law has no code for 0.
			expect(Math.max(...quiet.map(Math.abs))).toBeLessThanOrEqual(8);
			expect(jump(heard.subarray(start - at(0.45), start + at(0.1)), channels)).toBeLessThanOrEqual(jumps);
		}
	});

	it('are as long as players play them, but for what encoders put between them', async () => {
		const secondsOf = async (content: Buffer) => (await decode(content)).pcm.length / 2 / channels / rate;
		const parts = spoken.get(name)!;
		const lengths = await Promise.all(parts.map(secondsOf));
		const more = (await secondsOf(await read(await join(0)))) - lengths.reduce((sum, length) => sum + length, 0);
		// At 16 kHz, an encoder's own silence is twice as long.
		expect(Math.abs(more)).toBeLessThan((rate > 16_000 ? 0.05 : 0.1) * parts.length);
	});

	it('are joined without a pause, too', async () => {
		const joined = await join(0);
		const content = await read(joined);
		expect((await decode(content)).said).toBe('');
		expect((await measureFile(content)).duration).toBeCloseTo(joined.seconds, 6);
		if (extension !== 'mp3') return;
		const frames = spoken.get(name)!.flatMap((part) => framesOf(part));
		expect(Buffer.concat(framesOf(content)).equals(Buffer.concat(frames))).toBe(true);
	});
});

function jump(samples: Int16Array, channels: number): number {
	let most = 0;
	for (let at = channels; at < samples.length; at++) most = Math.max(most, Math.abs(samples[at] - samples[at - channels]));
	return most;
}

describe('an MP3 of several', () => {
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
