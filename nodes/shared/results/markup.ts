import { oneLine } from './lines';
import type { Segment } from './segment';

type Voice = Pick<Segment, 'text' | 'speaker'>;

const VOICE = /<v(?:\.[^\s<>]*)?\s([^<>]*)>/;
const TAG = /<[^<>]*>/g;

/**
 * What is said in a cue of WebVTT, and by whom (W3C WebVTT §4.2.2): voices one by one, without the other tags.
 *
 * @returns at least one
 */
export function readVoices(payload: string): Voice[] {
	const pieces = ['', ...payload.split(VOICE)];
	const voices: Voice[] = [];
	for (let index = 0; index < pieces.length; index += 2) {
		const [speaker, text] = [plain(pieces[index]), plain(pieces[index + 1])];
		if (text !== '') voices.push({ text, ...(speaker !== '' && { speaker }) });
	}
	return voices.length > 0 ? joined(voices) : [{ text: '' }];
}

/** A voice that has a tag on each of its lines speaks once. */
function joined(voices: Voice[]): Voice[] {
	const turns: Array<{ parts: string[]; speaker?: string }> = [];
	for (const { text, speaker } of voices) {
		const last = turns.at(-1);
		if (last && last.speaker === speaker) last.parts.push(text);
		else turns.push({ parts: [text], ...(speaker !== undefined && { speaker }) });
	}
	return turns.map(({ parts, ...turn }) => ({ text: parts.join(' '), ...turn }));
}

function plain(markup: string): string {
	return unescapeText(oneLine(markup.replace(TAG, '')));
}

const NAMES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: '\u00a0',
	lrm: '\u200e',
	rlm: '\u200f',
};
const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp|lrm|rlm));/gi;

function unescapeText(text: string): string {
	return text.replace(REFERENCE, (reference, decimal?: string, hex?: string, name?: string) => {
		if (name !== undefined) return NAMES[name] ?? reference;
		const point = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
		return isCharacter(point) ? String.fromCodePoint(point) : reference;
	});
}

function isCharacter(point: number): boolean {
	return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}
