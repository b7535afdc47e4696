import { formatOf, HEAD } from '../media/format';
import type { ByteReader } from '../media/reader';
import { isId3, skipTags } from '../media/tags';

/** The name of a recording's format; reads up to where it begins, behind titles and a cover. */
export async function soundFormat(file: ByteReader): Promise<string> {
	const isTagged = isId3(await file.peek(HEAD));
	await skipTags(file);
	const format = formatOf(await file.peek(HEAD));
	if (format?.kind === 'audio') return format.name;
	// Behind their tag, MP3 files may begin with padding.
	return isTagged ? 'MP3' : '';
}
