import type { ByteReader } from '../media/reader';
import { wavStart } from '../media/wav';
import type { WavFormat } from '../media/wav';
import { NO_SILENCE } from './joiner';
import type { JoinedPiece, Joiner, JoinPlan } from './joiner';
import { bytesIn } from './ranges';
import { wavHeader } from './wavHeader';

/** Channels, sample rate and bits. */
const SAME = 16;
const LARGEST = 0xffffffff;
/** What nothing is heard of, where it is not 0: of PCM with 8 bits, A-law and µ-law. */
const MIDDLE = 0x80;
const SILENCES: Record<number, number> = { 6: 0xd5, 7: 0xff };

/** Joins WAV files whose samples are all written alike. */
export class WavJoiner implements Joiner {
	private readonly pieces: JoinedPiece[] = [];
	private fmt?: Buffer;
	private codec?: number;
	private bytes = 0;
	private seconds = 0;

	/** @param pause in milliseconds */
	constructor(private readonly pause: number) {}

	async add(file: ByteReader): Promise<boolean> {
		const start = await wavStart(file);
		if (!start?.format.isPlain || start.format.isWrong || start.bytes === undefined) return false;
		const { format } = start;
		this.fmt ??= start.fmt;
		this.codec ??= format.codec;
		if (this.codec !== format.codec || !this.fmt.subarray(0, SAME).equals(start.fmt.subarray(0, SAME)) || !(format.bytesPerSecond > 0))
			return false;
		const silence = this.pieces.length > 0 ? { bytes: silenceOf(format, this.pause), times: 1 } : NO_SILENCE;
		const at = file.position;
		const size = start.bytes - (start.bytes % format.bytesPerFrame);
		const before = this.bytes + silence.bytes.length;
		const content = { size, from: (source: ByteReader) => bytesIn(source, [{ at, end: at + size }]) };
		this.pieces.push({ silence, content, start: before / format.bytesPerSecond });
		this.bytes = before + size;
		this.seconds = this.bytes / format.bytesPerSecond;
		return true;
	}

	finish(): JoinPlan | undefined {
		const { fmt, bytes, pieces, seconds } = this;
		if (!fmt || bytes + fmt.length + 64 > LARGEST) return undefined;
		return { header: wavHeader(fmt, bytes), pieces, seconds, end: Buffer.alloc(bytes % 2) };
	}
}

function silenceOf({ codec, bytesPerFrame, bytesPerSample, sampleRate }: WavFormat, pause: number): Buffer {
	const value = SILENCES[codec] ?? (bytesPerSample === 1 ? MIDDLE : 0);
	return Buffer.alloc(Math.round((pause * sampleRate) / 1000) * bytesPerFrame, value);
}
