/** node tools/package/checkRelease.mts 1.2.3: may this be published under this tag? Needs no dependencies. */
import { readFileSync } from 'node:fs';

import { readChangelog } from './changelog.mts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

export function judgeRelease(tag: string, version: string, changelog: string): string[] {
	const { releases, problems } = readChangelog(changelog);
	return [
		...(tag === version ? [] : [`The tag is ${tag}, and the version of package.json is ${version}`]),
		// npm would want another dist-tag for a version with a hyphen.
		...(/^\d+\.\d+\.\d+$/.test(version) ? [] : [`${version} is not like 1.2.3`]),
		...(releases[0]?.version === version
			? []
			: [`The first version below Unreleased in CHANGELOG.md is ${releases[0]?.version ?? 'missing'}, not ${version}`]),
		...problems.map((problem) => `CHANGELOG.md: ${problem}`),
	];
}

if (import.meta.main) {
	const { version } = JSON.parse(read('package.json')) as { version: string };
	const problems = judgeRelease(process.argv[2] ?? '', version, read('CHANGELOG.md'));
	process.stdout.write(problems.length > 0 ? `${problems.join('\n')}\n` : `${version} may be published\n`);
	process.exitCode = problems.length > 0 ? 1 : 0;
}
