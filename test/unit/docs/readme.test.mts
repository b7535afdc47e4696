import { describe, expect, it } from 'vitest';

import { inFolder, read } from '../../support/harness/repository.mts';

const MOST_WORDS = 1_700;

describe('the README', () => {
	const readme = read('README.md');

	it(`has at most ${MOST_WORDS} words`, () => {
		expect(readme.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(MOST_WORDS);
	});

	it.each(inFolder('examples'))('links %s', (example) => {
		expect(readme).toContain(`](${example})`);
	});

	it('links every page of docs/', () => {
		const pages = inFolder('docs').filter((page) => page.endsWith('.md'));
		expect(pages.filter((page) => !readme.includes(`](${page})`))).toEqual([]);
	});
});
