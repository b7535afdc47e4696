import type { Length, Track } from './mp4Track';

export interface Movie {
	tracks: Track[];
	length?: Length;
	/** There where more of the film follows than its index is about; its whole length in ticks of the film, if that is told. */
	fragments?: { ticks?: number };
}

/** Seconds: sound is made of whole frames, and edit lists hide the first ones. Longer films may be cut a little. */
const TOLERANCE = 0.5;
const TOLERATED_PART = 0.02;

/** How long a film lasts: what its header says, where its longest track bears that out. */
export function durationOf({ tracks, length, fragments }: Movie): number | undefined {
	if (!length) return undefined;
	const whole = length.ticks / length.scale;
	const longest = Math.max(...tracks.flatMap(lengthsOf));
	if (!fragments) return areAlike(whole, longest) ? whole : undefined;
	const told = (fragments.ticks ?? NaN) / length.scale;
	return told >= whole && told >= longest - TOLERANCE ? told : undefined;
}

/** By the header of the track, and by its samples. */
function lengthsOf({ handler = '', length, samples }: Track): number[] {
	if (!length || !['soun', 'vide'].includes(handler)) return [];
	return [length.ticks, samples?.ticks ?? 0].map((ticks) => ticks / length.scale).filter(Number.isFinite);
}

function areAlike(one: number, other: number): boolean {
	return Math.abs(one - other) <= TOLERANCE + TOLERATED_PART * Math.min(one, other);
}
