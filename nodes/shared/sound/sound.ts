import type { ByteReader } from '../media/reader';

/** The least of a recording that can be cut off: a frame, or some samples. */
export interface Stretch {
	/** Where it starts in the file, and where it ends. */
	at: number;
	end: number;
	/** As they are in a piece, but for its number if it has one. */
	bytes: number;
	seconds: number;
	/** Only compared with others of the same file. */
	loudness: number;
	/** What its format wants to know of the first one of a piece. */
	mark: number;
}

/** Stretches that become one file. Times are in seconds from the start of the recording. */
export interface PlannedPiece {
	first: Stretch;
	/** Behind the last stretch. */
	end: number;
	/** Of all stretches, as they are in the piece. */
	bytes: number;
	count: number;
	startTime: number;
	endTime: number;
	/** What is said before this is told by the piece before. */
	from: number;
}

/** A file that begins where its source is read to. */
export interface Content {
	/** In bytes. */
	size: number;
	/** @throws where the file is not what it was when it was looked at */
	from(file: ByteReader): AsyncGenerator<Buffer, void>;
}

/** A recording that can be cut. */
export interface Sound {
	/** Bytes that a piece has at most besides its stretches. */
	overhead: number;
	/** Bytes of a stretch in the piece that begins with another one. */
	bytesOf(stretch: Stretch, first: Stretch): number;
	/** Tells all stretches in their order; false where they cannot be told one from another. May throw, and then cannot either. */
	follow(visit: (stretch: Stretch) => void): Promise<boolean>;
	/** Once all are told. */
	contentOf(piece: PlannedPiece): Content;
}

/** Undefined where the file cannot be cut. May throw, and then it cannot either. */
export type OpenSound = (file: ByteReader, largest: number) => Promise<Sound | undefined>;

/** How often a file is looked at that is read to its end, in pieces of tens of kilobytes. */
export const stepsFor = (bytes: number) => 10_000 + Math.ceil(bytes / 4096);
