import type { Frame } from '../media/mpegFrame';
import type { ByteReader } from '../media/reader';
import { gapAround, gapIn, samplesOf } from './gap';
import { NO_SILENCE } from './joiner';
import type { JoinedPiece, Joiner, JoinPlan, Silence } from './joiner';
import { followFrames } from './mp3Frames';
import { countingFrame, silentFrame } from './mp3Header';
import { DECODER_DELAY, framesBetween, framesToSpare, MOST_TO_SPARE } from './mp3Joint';
import type { EndFrame } from './mp3Joint';
import { loudnessOf } from './mp3Loudness';
import { bytesIn, without } from './ranges';
import type { Range } from './ranges';
import { SeekTable } from './seekTable';

/** A piece whose last frames may still be left out. */
interface OpenPiece extends Range {
	header: number;
	gap?: Buffer;
	/** What is no frame with sound. */
	leftOut: Range[];
	/** Not counted yet; its first ones until it is begun, its last ones then. */
	frames: EndFrame[];
	begun?: { silence: Silence; start: number };
}

/** Joins MP3 files frame by frame. All must have the same sample rate and number of channels. */
export class Mp3Joiner implements Joiner {
	private readonly table = new SeekTable();
	private readonly pieces: JoinedPiece[] = [];
	private last?: OpenPiece;
	private first?: Frame;
	private firstHeader = 0;
	private firstGap?: Buffer;
	private isUniform = true;
	private isConstant = true;
	private frames = 0;
	private bytes = 0;

	/** @param pause in milliseconds */
	constructor(private readonly pause: number) {}

	async add(file: ByteReader): Promise<boolean> {
		let piece: OpenPiece | undefined;
		let gap: Buffer | undefined;
		const visit = (frame: Frame, at: number, bytes: Buffer) => {
			piece ??= { at, end: at, header: 0, gap, leftOut: [], frames: [] };
			piece.end = at + frame.length;
			piece.header = bytes.readUInt32BE(0);
			this.compare(frame, piece.header);
			piece.frames.push({ at, length: frame.length, isSilent: loudnessOf(frame, bytes) === 0 });
			if (piece.frames.length <= MOST_TO_SPARE + 1) return;
			piece.begun ??= this.begin(piece);
			this.count(piece.frames.shift()!.length);
		};
		const leftOut = await followFrames(file, visit, (frame, _position, bytes) => (gap ??= gapIn(bytes, frame)));
		if (!leftOut || !piece || !this.isUniform) return false;
		piece.begun ??= this.begin(piece);
		piece.leftOut = leftOut;
		this.last = piece;
		return true;
	}

	finish(): JoinPlan {
		this.end(0);
		const { frames, bytes, isConstant, pieces, table, firstGap } = this;
		const seekTable = isConstant ? undefined : table;
		const gap = firstGap && gapAround(firstGap, this.last?.gap);
		const header = countingFrame(this.firstHeader, { frames, bytes, isConstant, seekTable, gap });
		const seconds = this.secondsAt(0);
		// Damaged ones may claim any gap.
		for (const piece of pieces) piece.start = Math.min(piece.start, seconds);
		return { header, pieces, seconds, end: Buffer.alloc(0) };
	}

	/** Behind the last one, which ends by that. */
	private begin(piece: OpenPiece): OpenPiece['begun'] {
		const silence = this.joint(piece);
		for (let time = 0; time < silence.times; time++) this.count(silence.bytes.length);
		if (!this.last) this.firstGap = piece.gap;
		const before = this.pieces[this.pieces.length - 1]?.start ?? 0;
		// Players leave out what is before the first sound.
		const start = this.secondsAt(samplesBefore(piece.gap) - samplesBefore(this.firstGap));
		return { silence, start: Math.max(start, before) };
	}

	private joint(piece: OpenPiece): Silence {
		const { first, last } = this;
		if (!first || !last) return NO_SILENCE;
		const [before, after] = [last, piece].map(({ frames, gap }) => ({ frames, gap: gap && samplesOf(gap) }));
		const times = framesBetween(this.pause, first, before, after);
		this.end(framesToSpare(before, after, -times, first));
		return times > 0 ? { bytes: silentFrame(last.header), times } : NO_SILENCE;
	}

	/** @param spare how many of the last frames are left out */
	private end(spare: number): void {
		if (!this.last?.begun) return;
		const { begun, leftOut, at, end, frames } = this.last;
		const kept = frames.slice(0, frames.length - spare);
		for (const { length } of kept) this.count(length);
		const ranges = without(leftOut, { at, end: frames[kept.length]?.at ?? end });
		const size = ranges.reduce((sum, range) => sum + range.end - range.at, 0);
		this.pieces.push({ ...begun, content: { size, from: (source) => bytesIn(source, ranges) } });
	}

	/** So many samples behind what is counted. */
	private secondsAt(more: number): number {
		return this.first ? (this.frames * this.first.samples + more) / this.first.sampleRate : 0;
	}

	private compare(frame: Frame, header: number): void {
		if (!this.first) this.firstHeader = header;
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

/** Before the sound as it is decoded, as far as players leave it out. */
function samplesBefore(gap?: Buffer): number {
	return gap ? samplesOf(gap).before + DECODER_DELAY : 0;
}
