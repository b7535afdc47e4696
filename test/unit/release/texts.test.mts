import { describe, expect, it } from 'vitest';

import { repositoryTexts } from '../../support/harness/repository.mts';

describe('every text of the repository', () => {
	const texts = [...repositoryTexts()];

	// Put together, so that this file does not hold what it looks for.
	const host = new RegExp(
		['registry', '(npmjs|npmmirror|yarnpkg|npm\\.taobao)', '(org|com)'].join('\\.') + '|' + ['npm', 'pkg', 'github', 'com'].join('\\.'),
		'i',
	);
	const path = new RegExp(['', '(root|Users/[\\w.-]+|home/(?!node/)[\\w.-]+)', ''].join('/'));
	const holding = (pattern: RegExp) => texts.flatMap(([file, text]) => (pattern.test(text) ? [`${file}: ${pattern.exec(text)![0]}`] : []));

	it('names no package registry', () => {
		expect(texts.length).toBeGreaterThan(200);
		expect(holding(host)).toEqual([]);
	});

	it('names no folder of the machine that it was written on', () => {
		expect(holding(path)).toEqual([]);
	});
});
