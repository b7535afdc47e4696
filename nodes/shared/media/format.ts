import { brandOf } from './brands';
import type { Format } from './kinds';
import { bySignature } from './signatures';
import { bySync, MP3 } from './sync';
import { isId3, tagLength } from './tags';
import { textOf } from './texts';
import { tracksIn, withTracks } from './tracks';

export type { Format, Media } from './kinds';

/** Bytes of a file that always suffice. */
export const HEAD = 4096;

/** What a file is by its first bytes, 4 KB at most; undefined where nothing is recognized. Never throws. */
export function formatOf(head: Buffer): Format | undefined {
	const start = head.subarray(0, HEAD);
	if (isId3(start)) return behindTag(start);
	const format = brandOf(start) ?? bySignature(start) ?? textOf(start) ?? bySync(start);
	return format && withTracks(format, tracksIn(start));
}

/** Sound that has titles and a cover before it. */
function behindTag(start: Buffer): Format {
	const sound = formatOf(start.subarray(tagLength(start)));
	return sound?.kind === 'audio' ? sound : MP3;
}
