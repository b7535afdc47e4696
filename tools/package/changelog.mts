/** What Keep a Changelog knows. */
const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
const RELEASE = /^\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/;

export interface Release {
	version: string;
	/** Its entries, without headings. */
	entries: string[];
}

export interface Changelog {
	/** From the newest to the oldest. */
	releases: Release[];
	/** Where it does not follow Keep a Changelog. */
	problems: string[];
}

export function readChangelog(text: string): Changelog {
	const [head, ...sections] = text.split(/^## /m);
	const releases: Release[] = [];
	const problems: string[] = [];
	if (!head.startsWith('# Changelog\n')) problems.push('It does not begin with the heading Changelog');

	for (const [index, section] of sections.entries()) {
		const [title, ...lines] = section.trimEnd().split('\n');
		const kinds = lines.filter((line) => line.startsWith('### ')).map((line) => line.slice('### '.length));
		const entries = lines.filter((line) => line.startsWith('- '));
		problems.push(...kinds.filter((kind) => !KINDS.includes(kind)).map((kind) => `${title}: "${kind}" is no kind of change`));
		if (new Set(kinds).size < kinds.length) problems.push(`${title}: a kind of change comes twice`);
		if (title === '[Unreleased]' && index === 0) continue;

		const [, version] = RELEASE.exec(title) ?? [];
		if (version === undefined) problems.push(`"${title}" is not like "[1.2.3] - 2026-01-31", or not on top like "[Unreleased]"`);
		else releases.push({ version, entries });
		if (entries.length === 0) problems.push(`${title}: nothing has changed`);
	}
	if (!sections[0]?.startsWith('[Unreleased]\n')) problems.push('[Unreleased] is not on top');
	for (const [index, { version }] of releases.entries()) {
		if (index > 0 && compareVersions(version, releases[index - 1].version) >= 0) problems.push(`[${version}] is not below newer versions`);
	}
	return { releases, problems };
}

/** Below zero where the first is older. */
export function compareVersions(first: string, second: string): number {
	const [one, other] = [first, second].map((version) => version.split('.').map(Number));
	const differs = one.findIndex((part, index) => part !== other[index]);
	return differs === -1 ? 0 : one[differs] - other[differs];
}
