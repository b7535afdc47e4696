import type { Frame } from '../media/mpegFrame';
import type { GapSamples } from './gap';

/** A frame at an end of a piece. */
export interface EndFrame {
	at: number;
	length: number;
	/** Whether it has no sound at all, and not only little. */
	isSilent: boolean;
}

/** An end of a piece at a joint: its frames, and what its encoder says if it does. */
export interface End {
	frames: EndFrame[];
	gap?: GapSamples;
}

/** How many frames may have to be left out at a joint: encoders put less than four between two sounds. */
export const MOST_TO_SPARE = 3;
/** Samples by which decoders are late: what is put before the sound is heard so much longer, what is put behind so much less. */
export const DECODER_DELAY = 529;
/** Samples for which a frame is heard behind its end: half a transform, and what the filters hold. */
const ECHO = 576 + 480;
/** Of a frame's first samples less is heard than the last of 16 bits: transform and filters begin slowly. */
const NOT_HEARD = 64;
/** Of so many, hardly more is heard where a sound fades or ends in the noise of a room; of one that breaks off, its last milliseconds differ. */
const HARDLY_HEARD = 480;
/** Seconds between two sounds above which a frame goes of which hardly anything is heard. */
const LONG = 0.05;

/**
 * How many frames make a pause between two pieces, together with what their encoders have put there; up to one too many. Less than 0
 * where even that is longer by so many frames.
 *
 * @param pause in milliseconds
 */
export function framesBetween(pause: number, { samples, sampleRate }: Frame, before: End, after: End): number {
	return Math.ceil(((pause * sampleRate) / 1000 - samplesBetween(before, after)) / samples);
}

function samplesBetween(before: End, after: End): number {
	return before.gap && after.gap ? before.gap.behind + after.gap.before : 0;
}

/**
 * How many of the last frames before a joint can be left out, and all that is heard stays as it is, or hardly differs where much is
 * between the sounds. A frame completes the one before it (ISO/IEC 11172-3 §2.4.3.4.10, overlapping and adding), so it must be silent
 * itself, or begin where nothing is heard any more. What then comes earlier must not be heard in the end of the piece either, since
 * frames are heard a little before their sound begins. No frame needs bytes of those behind it: its main data may begin in
 * earlier frames, but ends in it (§2.4.2.7, main_data_begin).
 * The first frames behind a joint stay: the sound begins in them, and later ones may need their bytes.
 *
 * @param most how many would suffice
 */
export function framesToSpare(before: End, after: End, most: number, { samples, sampleRate }: Frame): number {
	if (!before.gap || !after.gap || after.gap.before + DECODER_DELAY < ECHO) return 0;
	const silent = before.gap.behind - DECODER_DELAY;
	const unheard = (silent + NOT_HEARD) / samples;
	const sounding = after.frames.findIndex(({ isSilent }) => !isSilent);
	const room = unheard + (sounding === -1 ? after.frames.length : sounding);
	const last = [...before.frames].reverse().slice(0, Math.max(0, Math.min(most, room)));
	const needed = last.findIndex(({ isSilent }, index) => !isSilent && index + 1 > unheard);
	const spare = needed === -1 ? last.length : needed;
	const isLong = samplesBetween(before, after) > LONG * sampleRate && silent + HARDLY_HEARD >= samples;
	return spare === 0 && most > 0 && isLong ? 1 : spare;
}
