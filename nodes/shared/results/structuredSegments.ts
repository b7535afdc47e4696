import { finiteNumber, records } from '../util/json';
import type { Segment, Word } from './segment';

/** The segments of a transcript in JSON; undefined where there are none. What makes no sense is left out. */
export function readSegments(list: unknown): Segment[] | undefined {
	const segments = records(list).flatMap(readSegment);
	return segments.length > 0 ? segments : undefined;
}

function readSegment(entry: Record<string, unknown>): Segment[] {
	const { timestamp, text } = entry;
	const [start, end] = (Array.isArray(timestamp) ? timestamp : [entry.start, entry.end]).map(finiteNumber);
	if (start === undefined || typeof text !== 'string') return [];
	const words = records(entry.words).flatMap(readWord);
	const speaker = nameIn(entry.speaker) ?? onlySpeaker(words);
	return [
		{
			start,
			// Whisper leaves the last end open where the sound is cut off.
			end: end ?? start,
			text: text.trim(),
			...(speaker !== undefined && { speaker }),
			...(words.length > 0 && { words }),
		},
	];
}

function readWord({ word, start: from, end: to, speaker: name }: Record<string, unknown>): Word[] {
	if (typeof word !== 'string' || word.trim() === '') return [];
	const [start, end, speaker] = [finiteNumber(from), finiteNumber(to), nameIn(name)];
	return [
		{
			word: word.trim(),
			...(start !== undefined && { start }),
			...(end !== undefined && { end }),
			...(speaker !== undefined && { speaker }),
		},
	];
}

/** Of a segment that does not say who speaks, but whose words do. */
function onlySpeaker(words: Word[]): string | undefined {
	const speakers = new Set(words.flatMap(({ speaker }) => speaker ?? []));
	return speakers.size === 1 ? [...speakers][0] : undefined;
}

function nameIn(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
