/** Parts what is said after `--`: the levels come first, and all the rest is for vitest. */
export function readWords(words, levels) {
	const first = words.findIndex((word) => !levels.includes(word));
	const end = first === -1 ? words.length : first;
	return { named: words.slice(0, end), forVitest: words.slice(end) };
}
