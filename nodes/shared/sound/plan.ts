import { quietestPlace } from './quiet';
import type { PlannedPiece, Sound, Stretch } from './sound';

/** A stretch, and when it is heard. */
interface Held extends Stretch {
	time: number;
}

interface Piece {
	first: Held;
	from: number;
	bytes: number;
	count: number;
}

export interface Limits {
	/** Bytes that a piece may have. */
	largest: number;
	/** Seconds that a piece shares with its neighbour. */
	overlap: number;
	/** Seconds before the last possible cut in which a quiet place is looked for. */
	quiet: number;
}

/** What the quiet around a place is told by. */
const MARGIN = 1;
/** Frames of honest files are tens of milliseconds long. */
const MOST_HELD = 100_000;
/** Times are sums of fractions. */
const TINY = 1e-6;

/** Where to cut, as one stretch after another becomes known; no more of them are held than a cut may still depend on. */
export class Plan {
	readonly pieces: PlannedPiece[] = [];
	/** Seconds of all stretches. */
	seconds = 0;

	private held: Held[] = [];
	private piece?: Piece;

	constructor(
		private readonly sound: Pick<Sound, 'overhead' | 'bytesOf'>,
		private readonly limits: Limits,
	) {}

	/** @throws where a single stretch is too large for a piece */
	add(stretch: Stretch): void {
		const held = { ...stretch, time: this.seconds };
		this.seconds += stretch.seconds;
		this.held.push(held);
		this.piece ??= { first: held, from: 0, bytes: 0, count: 0 };
		this.piece.bytes += this.sound.bytesOf(held, this.piece.first);
		this.piece.count++;
		while (this.piece.bytes > this.limits.largest - this.sound.overhead) this.piece = this.cut(this.piece);
		this.forget();
	}

	/** When no more follow. */
	finish(): void {
		if (this.piece) this.pieces.push(this.planned(this.piece, this.held.length));
	}

	/** Ends a piece that the last stretch is too much for, and begins another. */
	private cut(piece: Piece): Piece {
		const { held } = this;
		const last = held.length - 1;
		if (last < 1) throw new Error('A piece cannot be so small');

		const seconds = held[last].time - piece.first.time;
		const half = Math.min(this.limits.overlap, seconds / 2) / 2;
		const latest = this.placeAt(held[last].time - half, 1, last);
		const earliest = this.placeAt(Math.max(held[latest].time - this.limits.quiet, piece.first.time + seconds / 2), 1, latest);
		const place = quietestPlace(held, earliest, latest);
		const end = this.placeAt(held[place].time + half, place, last);
		const next = this.placeAt(held[place].time - half, 1, place);

		this.pieces.push(this.planned(piece, end));
		const from = held[place].time;
		this.held = held.slice(next);
		const [first] = this.held;
		const bytes = this.held.reduce((sum, stretch) => sum + this.sound.bytesOf(stretch, first), 0);
		return { first, from, bytes, count: this.held.length };
	}

	/** The last stretch that starts no later than at a time, from one to another of them. */
	private placeAt(time: number, first: number, last: number): number {
		let place = last;
		while (place > first && this.held[place].time > time + TINY) place--;
		return place;
	}

	/** A piece without the stretches from one of those held on. */
	private planned({ first, from, bytes, count }: Piece, end: number): PlannedPiece {
		const without = this.held.slice(end);
		return {
			first,
			from,
			end: this.held[end - 1].end,
			bytes: without.reduce((sum, stretch) => sum - this.sound.bytesOf(stretch, first), bytes),
			count: count - without.length,
			startTime: first.time,
			endTime: without[0]?.time ?? this.seconds,
		};
	}

	private forget(): void {
		const { held } = this;
		if (held.length > MOST_HELD) throw new Error('The frames are too short');
		const needed = held[held.length - 1].time - this.limits.quiet - this.limits.overlap - MARGIN;
		const isFarBack = held.length % 256 === 0 && held[1].time < needed;
		if (isFarBack) this.held = held.slice(this.placeAt(needed, 0, held.length - 1));
	}
}
