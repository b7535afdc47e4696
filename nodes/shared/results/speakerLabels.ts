import type { Segment } from './segment';

interface Turn {
	speaker: string;
	start: number;
	end: number;
}

const LABEL = /^(.*?)(\d+)$/s;
/** Turns that are compared, so that a strange transcript takes no time. */
const MOST = 500;

/**
 * Gives the speakers of a piece the labels of the pieces before: of who speaks at the same time in what both have
 * heard, or is the only one left on both sides. Whoever is not gets a number that no one has had. Names without a number stay as they are.
 *
 * @param labels those given so far; the new ones are added
 */
export function relabel(segments: Segment[], told: Segment[], overlap: { start: number; end: number }, labels: Set<string>): Segment[] {
	const own = [...new Set(segments.flatMap(speakersOf))].filter((speaker) => LABEL.test(speaker));
	const names = matches(turnsIn(segments.slice(0, MOST), overlap), turnsIn(told.slice(-MOST), overlap));
	const [left, ...others] = own.filter((speaker) => !names.has(speaker));
	const [free, ...more] = [...labels].filter((label) => ![...names.values()].includes(label));
	if (names.size > 0 && left !== undefined && free !== undefined && others.length + more.length === 0) names.set(left, free);
	for (const speaker of own) {
		const name = names.get(speaker) ?? (labels.size === 0 ? speaker : newLabel(speaker, labels, names));
		names.set(speaker, name);
	}
	for (const name of names.values()) labels.add(name);
	const named = <T extends { speaker?: string }>(entry: T): T =>
		entry.speaker === undefined ? entry : { ...entry, speaker: names.get(entry.speaker) ?? entry.speaker };
	return segments.map((segment) => named({ ...segment, ...(segment.words && { words: segment.words.map(named) }) }));
}

function speakersOf({ speaker, words = [] }: Segment): string[] {
	return [speaker, ...words.map((word) => word.speaker)].filter((name) => name !== undefined);
}

/** Pairs of labels, those first that speak at the same time for longest; each is in one pair only. */
function matches(own: Turn[], told: Turn[]): Map<string, string> {
	const shared = new Map<string, { own: string; told: string; time: number }>();
	for (const a of own) {
		for (const b of told) {
			const time = Math.min(a.end, b.end) - Math.max(a.start, b.start);
			const key = JSON.stringify([a.speaker, b.speaker]);
			if (time > 0) shared.set(key, { own: a.speaker, told: b.speaker, time: time + (shared.get(key)?.time ?? 0) });
		}
	}
	const names = new Map<string, string>();
	const taken = new Set<string>();
	for (const pair of [...shared.values()].sort((a, b) => b.time - a.time)) {
		if (names.has(pair.own) || taken.has(pair.told)) continue;
		names.set(pair.own, pair.told);
		taken.add(pair.told);
	}
	return names;
}

/** Who speaks when, as far as words tell, else segments. */
function turnsIn(segments: Segment[], { start, end }: { start: number; end: number }): Turn[] {
	const turns = segments.flatMap((segment) => {
		const words = segment.words?.filter((word) => word.speaker !== undefined && word.start !== undefined) ?? [];
		return (words.length > 0 ? words : [segment]).map((entry) => ({
			speaker: entry.speaker ?? '',
			start: Math.max(start, entry.start ?? segment.start),
			end: Math.min(end, entry.end ?? segment.end),
		}));
	});
	return turns.filter((turn) => LABEL.test(turn.speaker) && turn.start < turn.end).slice(0, MOST);
}

/** Of the same form, with the number after the highest so far. */
function newLabel(speaker: string, labels: Set<string>, names: Map<string, string>): string {
	const [, form, digits] = LABEL.exec(speaker) ?? ['', speaker, ''];
	const numbers = [...labels, ...names.values()].flatMap((label) => {
		const [, other, number] = LABEL.exec(label) ?? [];
		return other === form ? Number(number) : [];
	});
	return form + String(Math.max(-1, ...numbers) + 1).padStart(digits.length, '0');
}
