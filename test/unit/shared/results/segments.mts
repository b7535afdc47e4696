import type { Transcript } from '../../../../nodes/shared/results/transcript.ts';

type Segment = NonNullable<Transcript['segments']>[number];

export const segment = (start: number, end: number, text: string, speaker?: string): Segment =>
	speaker === undefined ? { start, end, text } : { start, end, text, speaker };

export const HELLO = [segment(0, 2.5, 'Hello there.'), segment(2.5, 4, 'How are you?')];
export const SPOKEN: Transcript = { text: 'Hello there. How are you?', segments: HELLO };
