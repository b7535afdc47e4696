import type { FlacStream } from '../media/flac';
import type { ByteReader } from '../media/reader';
import { flacStart, LEAST_BLOCK, openFlacFile, silentFrames, withNumber } from './flacFile';
import type { FlacFile } from './flacFile';
import { flacFrames } from './flacFrames';
import type { FlacFrame } from './flacFrames';
import { codedLength } from './flacHeader';
import { NO_SILENCE } from './joiner';
import type { JoinedPiece, Joiner, JoinPlan, Silence } from './joiner';
import type { Content } from './sound';

const MOST_SAMPLES = 2 ** 36;
const LARGEST_BLOCK = 0xffff;

/** Joins FLAC files frame by frame. Since their last ones are shorter, frames are numbered by their samples. */
export class FlacJoiner implements Joiner {
	private readonly pieces: JoinedPiece[] = [];
	private first?: FlacFile;
	private last?: FlacFrame;
	private samples = 0;

	/** @param pause in milliseconds */
	constructor(private readonly pause: number) {}

	async add(file: ByteReader): Promise<boolean> {
		const opened = await openFlacFile(file);
		if (!opened) return false;
		const { stream } = (this.first ??= opened);
		const { sampleRate, channels, bitsPerSample } = opened.stream;
		if (stream.sampleRate !== sampleRate || stream.channels !== channels || stream.bitsPerSample !== bitsPerSample) return false;
		const silence = this.silenceLike(stream);
		const start = this.samples / sampleRate;
		const content = await this.contentOf(file, opened);
		if (content) this.pieces.push({ silence, start, content });
		return content !== undefined && this.samples < MOST_SAMPLES;
	}

	finish(): JoinPlan | undefined {
		const { first, pieces, samples } = this;
		if (!first) return undefined;
		const info = Buffer.from(first.info);
		info.writeUInt16BE(LEAST_BLOCK, 0);
		info.writeUInt16BE(LARGEST_BLOCK, 2);
		return { header: flacStart(info, samples), pieces, end: Buffer.alloc(0), seconds: samples / first.stream.sampleRate };
	}

	private silenceLike(stream: FlacStream): Silence {
		const samples = Math.round((this.pause * stream.sampleRate) / 1000);
		if (!this.last || samples < LEAST_BLOCK) return NO_SILENCE;
		const bytes = silentFrames(this.last, stream, this.samples, samples);
		this.samples += samples;
		return { bytes, times: 1 };
	}

	/** Undefined where there is no frame. */
	private async contentOf(file: ByteReader, { longest }: FlacFile): Promise<Content | undefined> {
		const from = this.samples;
		const at = file.position;
		let end = at;
		let size = 0;
		for await (const frame of flacFrames(file, longest)) {
			size += frame.length - frame.header.numberLength + codedLength(this.samples);
			end = frame.at + frame.length;
			this.samples += frame.header.samples;
			this.last = frame;
		}
		if (end === at) return undefined;
		const renumberedFrom = async function* (source: ByteReader): AsyncGenerator<Buffer, void> {
			await source.skip(at);
			let number = from;
			for await (const frame of flacFrames(source, longest, end)) {
				yield withNumber(frame, number, true);
				number += frame.header.samples;
			}
		};
		return { size, from: renumberedFrom };
	}
}
