import { examine } from './examine';
import type { FileFacts } from './examine';
import type { FilePart } from './filePart';

/** By what opens the file, which stays the same where the part gets another name. */
const known = new WeakMap<FilePart['open'], Promise<FileFacts>>();

/**
 * What a file is, and what it says of its own size and length: see {@link examine}. It is read once, however many parameters
 * and prices depend on it; what cannot be read is read again.
 */
export async function factsOf(part: FilePart): Promise<FileFacts> {
	const facts = known.get(part.open) ?? examine(part);
	known.set(part.open, facts);
	facts.catch(() => known.delete(part.open));
	return await facts;
}
