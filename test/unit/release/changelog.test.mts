import { describe, expect, it } from 'vitest';

import { read } from '../../support/harness/repository.mts';
import { compareVersions, readChangelog } from '../../../tools/package/changelog.mts';
import { judgeRelease } from '../../../tools/package/checkRelease.mts';

const { version } = JSON.parse(read('package.json')) as { version: string };

describe('CHANGELOG.md', () => {
	const { releases, problems } = readChangelog(read('CHANGELOG.md'));

	it('follows Keep a Changelog', () => {
		expect(problems).toEqual([]);
	});

	it('has no version that package.json has not reached', () => {
		const newest = releases[0]?.version;
		if (newest !== undefined) expect(compareVersions(version, newest)).toBeGreaterThanOrEqual(0);
	});

	const head = '# Changelog\n\n## [Unreleased]\n';
	const section = (title: string, kind = 'Added') => `\n## ${title}\n\n### ${kind}\n\n- This\n`;
	const [newer, older] = ['[1.10.0] - 2026-02-01', '[1.9.0] - 2026-01-01'].map((title) => section(title));

	it.each([
		['It does not begin with the heading Changelog', ''],
		['[Unreleased] is not on top', `# Changelog\n${newer}`],
		['"[Unreleased]" is not like "[1.2.3] - 2026-01-31", or not on top like "[Unreleased]"', `${head}${newer}${section('[Unreleased]')}`],
		[
			'"1.10.0 (2026-02-01)" is not like "[1.2.3] - 2026-01-31", or not on top like "[Unreleased]"',
			`${head}${section('1.10.0 (2026-02-01)')}`,
		],
		['[1.10.0] - 2026-02-01: "Improved" is no kind of change', `${head}${section('[1.10.0] - 2026-02-01', 'Improved')}`],
		['[1.10.0] - 2026-02-01: a kind of change comes twice', `${head}${newer}\n### Added\n\n- That\n`],
		['[1.10.0] - 2026-02-01: nothing has changed', `${head}\n## [1.10.0] - 2026-02-01\n`],
		['[1.10.0] is not below newer versions', `${head}${older}${newer}`],
	])('is held against it: %s', (problem, text) => {
		expect(readChangelog(text).problems).toContain(problem);
	});

	it('lets a version be published whose tag and section fit, and no other', () => {
		expect(judgeRelease('1.10.0', '1.10.0', `${head}${newer}${older}`)).toEqual([]);
		expect(judgeRelease('v1.10.0', '1.10.0', `${head}${newer}`)).toEqual(['The tag is v1.10.0, and the version of package.json is 1.10.0']);
		expect(judgeRelease('1.10.0', '1.10.0', `${head}${older}`)).toEqual([
			'The first version below Unreleased in CHANGELOG.md is 1.9.0, not 1.10.0',
		]);
		expect(judgeRelease('1.10.0-rc.1', '1.10.0-rc.1', head)).toHaveLength(2);
	});
});
