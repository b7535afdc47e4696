import { examine } from './examine';
import type { FilePart } from './filePart';
import type { Measures } from './measures';

/** What `examine` finds of a file's size and length alone. */
export async function measure(part: FilePart): Promise<Measures> {
	const { width, height, duration } = await examine(part);
	return { width, height, duration };
}
