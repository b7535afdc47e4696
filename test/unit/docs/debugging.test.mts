import { describe, expect, it } from 'vitest';

import { read, repositoryTexts } from '../../support/harness/repository.mts';

describe('the log lines of docs/debugging.md', () => {
	const rows = Array.from(read('docs/debugging.md').matchAll(/^\| `([^`]+)` \| (debug|info|warn) \|.*\| `(nodes\/[^`]+)` \|$/gm));
	/** What the code logs: up to the first part that varies. */
	const logged = [...repositoryTexts()]
		.filter(([file]) => file.startsWith('nodes/') && file.endsWith('.ts'))
		.flatMap(([file, code]) =>
			Array.from(code.matchAll(/logger\.(debug|info|warn)\(\s*[`']([^`'$]+)/g), ([, level, text]) => ({ file, level, text: text.trim() })),
		);

	it('are all that the code has', () => {
		expect(logged.length).toBeGreaterThan(10);
		const missing = logged.filter(
			({ file, level, text }) => !rows.some(([, line, atLevel, inFile]) => line.startsWith(text) && atLevel === level && inFile === file),
		);
		expect(missing).toEqual([]);
	});

	it.each(rows.map(([, line, level, file]) => [line, level, file]))('"%s" (%s) is in %s', (line, level, file) => {
		expect(logged.some((entry) => entry.file === file && entry.level === level && line.startsWith(entry.text))).toBe(true);
	});
});
