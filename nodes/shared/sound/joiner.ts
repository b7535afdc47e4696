import type { ByteReader } from '../media/reader';
import type { Content } from './sound';

/** The same bytes, so many times. */
export interface Silence {
	bytes: Buffer;
	times: number;
}

export interface JoinedPiece {
	/** What is put before it. */
	silence: Silence;
	/** What is taken of its file. */
	content: Content;
	/** In seconds. */
	start: number;
}

export interface JoinPlan {
	header: Buffer;
	pieces: JoinedPiece[];
	/** What is put behind all. */
	end: Buffer;
	seconds: number;
}

/** Becomes acquainted with recordings of a format, one after another. */
export interface Joiner {
	/** False where this one cannot be joined to those before. May throw, and then it cannot either. */
	add(file: ByteReader): Promise<boolean>;
	/** Undefined where they would be too large together. */
	finish(): JoinPlan | undefined;
}

export const NO_SILENCE: Silence = { bytes: Buffer.alloc(0), times: 0 };
