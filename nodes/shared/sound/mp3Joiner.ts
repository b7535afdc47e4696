import type { Frame } from '../media/mpegFrame';
import type { ByteReader } from '../media/reader';
import { gapAround, gapIn } from './gap';
import { NO_SILENCE } from './joiner';
import type { JoinedPiece, Joiner, JoinPlan, Silence } from './joiner';
import { followFrames } from './mp3Frames';
import { countingFrame, silentFrame } from './mp3Header';
import { bytesIn, without } from './ranges';
import { SeekTable } from './seekTable';

/** Joins MP3 files frame by frame. All must have the same sample rate and number of channels. */
export class Mp3Joiner implements Joiner {
	private readonly table = new SeekTable();
	private readonly pieces: JoinedPiece[] = [];
	private firstHeader?: number;
	private lastHeader = 0;
	private first?: Frame;
	private isUniform = true;
	private isConstant = true;
	private frames = 0;
	private bytes = 0;
	private readonly gaps: Array<Buffer | undefined> = [];

	/** @param pause in milliseconds */
	constructor(private readonly pause: number) {}

	async add(file: ByteReader): Promise<boolean> {
		const silence = this.silence();
		for (let time = 0; time < silence.times; time++) this.count(silence.bytes.length);
		const start = this.seconds();
		const before = this.bytes;
		let at: number | undefined;
		let end = 0;
		let gap: Buffer | undefined;
		const visit = (frame: Frame, position: number, bytes: Buffer) => {
			at ??= position;
			end = position + frame.length;
			this.compare(frame);
			this.lastHeader = bytes.readUInt32BE(0);
			this.firstHeader ??= this.lastHeader;
			this.count(frame.length);
		};
		const leftOut = await followFrames(file, visit, (frame, _position, bytes) => (gap ??= gapIn(bytes, frame)));
		this.gaps.push(gap && Buffer.from(gap));
		if (!leftOut || at === undefined || !this.isUniform) return false;
		const ranges = without(leftOut, { at, end });
		this.pieces.push({ silence, start, content: { size: this.bytes - before, from: (source) => bytesIn(source, ranges) } });
		return true;
	}

	finish(): JoinPlan {
		const { frames, bytes, isConstant, pieces, table } = this;
		const seekTable = isConstant ? undefined : table;
		const [first, last] = [this.gaps[0], this.gaps[this.gaps.length - 1]];
		const gap = first && last && gapAround(first, last);
		const header = countingFrame(this.firstHeader ?? 0, { frames, bytes, isConstant, seekTable, gap });
		return { header, pieces, seconds: this.seconds(), end: Buffer.alloc(0) };
	}

	private seconds(): number {
		return this.first ? (this.frames * this.first.samples) / this.first.sampleRate : 0;
	}

	private silence(): Silence {
		if (!this.first) return NO_SILENCE;
		const { samples, sampleRate } = this.first;
		return { bytes: silentFrame(this.lastHeader), times: Math.round((this.pause * sampleRate) / samples / 1000) };
	}

	private compare(frame: Frame): void {
		const first = (this.first ??= frame);
		this.isConstant &&= frame.bitRate === first.bitRate;
		this.isUniform &&= frame.sampleRate === first.sampleRate && frame.isMono === first.isMono;
	}

	private count(length: number): void {
		this.table.add(length);
		this.frames++;
		this.bytes += length;
	}
}
