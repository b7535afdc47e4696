import { describe, expect, it } from 'vitest';

import { inFolder, read, repositoryFiles } from '../../support/harness/repository.mts';

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('commands that are written down exist', () => {
	const levels = [...read('tools/bootstrap/test.mjs').matchAll(/^\t(\w+): async \(\) =>/gm)].map(([, level]) => level);
	const files = [...inFolder('.github/workflows'), ...repositoryFiles().filter((file) => file.endsWith('.md')), '.ci/run'];
	const all = (pattern: RegExp) =>
		files.flatMap((file) =>
			[...new Set(Array.from(read(file).matchAll(pattern), ([, found]) => found.trim()))].map((found) => [file, found] as const),
		);

	it('finds levels and commands', () => {
		expect(levels).toContain('unit');
		expect(all(/npm run ([\w:]+)/g).length).toBeGreaterThan(5);
	});

	it.each(all(/npm run ([\w:]+)/g))('%s: npm run %s', (_file, script) => {
		expect(scripts).toHaveProperty([script]);
		const [, file, words] = /^node (\S+\.mjs) ?(.*)$/.exec(scripts[script]) ?? [];
		if (file === undefined) return;
		expect(read(file)).not.toBe('');
		if (file.endsWith('/test.mjs')) expect(levels).toEqual(expect.arrayContaining(words.split(' ')));
	});

	it.each(all(/npm test -- ([a-z0-9 ]+)/g))('%s: npm test -- %s', (_file, words) => {
		expect(levels).toEqual(expect.arrayContaining(words.split(' ')));
	});

	it.each(all(/node ((?:test|tools)\/\S+\.m[jt]s)/g))('%s: node %s', (_file, script) => {
		expect(read(script)).not.toBe('');
	});
});
