import { records } from '../util/json';
import { secondsIn } from './clock';
import { endOf } from './segment';
import type { Segment, Word } from './segment';

type Entry = Omit<Segment, 'start' | 'end'> & Partial<Pick<Segment, 'start' | 'end'>>;

/**
 * The entries of a list in JSON that are segments; what makes no sense is left out. A time that is not
 * told is that of the words.
 */
export function readEntries(list: unknown): Entry[] {
	return records(list).flatMap(readEntry);
}

/** Gives entries without times those of their neighbours; undefined where none has a time. */
export function inTime(entries: Entry[]): Segment[] | undefined {
	if (entries.every(({ start }) => start === undefined)) return undefined;
	const nexts = startsAfter(entries);
	const segments: Segment[] = [];
	entries.forEach((entry, index) => {
		const start = entry.start ?? segments.at(-1)?.end ?? entry.end ?? nexts[index] ?? 0;
		segments.push({ ...entry, start, end: endOf(start, entry.end, nexts[index]) });
	});
	return segments;
}

/** For each entry, when the next starts that has a time. */
function startsAfter(entries: Entry[]): Array<number | undefined> {
	let next: number | undefined;
	const starts = [...entries].reverse().map(({ start }) => {
		const after = next;
		next = start ?? next;
		return after;
	});
	return starts.reverse();
}

function readEntry({ timestamp, text, ...entry }: Record<string, unknown>): Entry[] {
	const [from, to] = Array.isArray(timestamp) ? timestamp : [entry.start, entry.end];
	const words = records(entry.words).flatMap(readWord);
	const isTold = from !== undefined && from !== null;
	const start = isTold ? secondsIn(from) : words.flatMap((word) => word.start ?? [])[0];
	if (typeof text !== 'string' || (isTold && start === undefined)) return [];
	const end = secondsIn(to) ?? words.flatMap((word) => word.end ?? []).at(-1);
	const speaker = nameIn(entry.speaker) ?? mainSpeaker(words);
	return [
		{
			text: text.trim(),
			...(start !== undefined && { start }),
			// Whisper leaves the last end open where the sound is cut off.
			...(end !== undefined && { end }),
			...(speaker !== undefined && { speaker }),
			...(words.length > 0 && { words }),
		},
	];
}

function readWord({ word, start: from, end: to, speaker: name }: Record<string, unknown>): Word[] {
	if (typeof word !== 'string' || word.trim() === '') return [];
	const [start, end, speaker] = [secondsIn(from), secondsIn(to), nameIn(name)];
	return [
		{
			word: word.trim(),
			...(start !== undefined && { start }),
			...(end !== undefined && { end }),
			...(speaker !== undefined && { speaker }),
		},
	];
}

/** Of a segment that does not say who speaks: who says more than half of its words, of those that tell. */
function mainSpeaker(words: Word[]): string | undefined {
	const speakers = words.flatMap(({ speaker }) => speaker ?? []);
	const counts = new Map<string, number>();
	for (const speaker of speakers) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
	return [...counts].find(([, count]) => count * 2 > speakers.length)?.[0];
}

function nameIn(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
