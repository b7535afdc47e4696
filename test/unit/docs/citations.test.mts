import GithubSlugger from 'github-slugger';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';

import { repositoryFiles, repositoryTexts } from '../../support/harness/repository.mts';

describe('what files of the repository say of each other', () => {
	const files = repositoryFiles();
	const texts = repositoryTexts();
	const pages = [...texts].filter(([file]) => file.endsWith('.md'));

	/** `docs/api.md#prices`, wherever it stands: in comments and in Markdown, but not as the end of a URL. */
	const citation = /(?<![\w./-])(docs\/[\w./-]+\.md)(?:#([\w-]+))?/g;
	/** `[text](target)`, `![text](target "title")`, `<img src="target">` and `[name]: target`. */
	const link = /\]\(<?([^\s()<>]+)>?(?:\s+"[^"]*")?\)|\b(?:src|href)="([^"]+)"|^\[[^\]]+\]:\s+(\S+)/gm;

	it('cites pages and headings that there are', () => {
		const cited = [...texts].flatMap(([file, text]) =>
			Array.from(text.matchAll(citation), ([whole, page, heading]) => ({ file, whole, page, heading })),
		);
		expect(cited.filter(({ heading }) => heading !== undefined).length).toBeGreaterThan(70);
		const broken = cited.filter(({ page, heading }) => !isThere(page, heading));
		expect(broken.map(({ file, whole }) => `${file}: ${whole}`)).toEqual([]);
	});

	it('cites no notes that are not in the repository', () => {
		// Put together, so that this file does not hold what it looks for.
		const notes = new RegExp(['facts', 'file\\b'].join('[\\s*/#]+'), 'i');
		expect([...texts].filter(([, text]) => notes.test(text)).map(([file]) => file)).toEqual([]);
	});

	it('links files and headings that there are', () => {
		const links = pages.flatMap(([file, text]) =>
			[...withoutCode(text).matchAll(link)].map((match) => ({ file, target: match[1] ?? match[2] ?? match[3] })),
		);
		const relative = links.filter(({ target }) => !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(target));
		expect(relative.length).toBeGreaterThan(30);
		const broken = relative.filter(({ file, target }) => {
			const [path, heading] = decodeURI(target).split('#');
			return !isThere(path === '' ? file : posix.join(posix.dirname(file), path), heading);
		});
		expect(broken.map(({ file, target }) => `${file}: ${target}`)).toEqual([]);
	});

	it('links pages of this repository on GitHub that there are', () => {
		const onGitHub =
			/github\.com\/n8n-nodes-deapi\/n8n-nodes-deapi(?=[/#])(?:\/(?:blob|tree)\/main\/([\w./-]+))?(?:#(?!readme\b)([\w-]+))?/g;
		const links = [...texts].flatMap(([file, text]) =>
			Array.from(text.matchAll(onGitHub), ([, path = 'README.md', heading]) => ({ file, path, heading })),
		);
		expect(links).not.toEqual([]);
		expect(links.filter(({ path, heading }) => !isThere(path, heading))).toEqual([]);
	});

	it('names functions in the files that have them', () => {
		const named = pages
			.filter(([file]) => file !== 'CHANGELOG.md')
			.flatMap(([file, text]) => [
				...Array.from(text.matchAll(/`(\w+)` in `([\w./-]+\.m?ts)`/g), ([, name, source]) => ({ file, name, source })),
				...Array.from(text.matchAll(/`([\w./-]+\.m?ts)`, `(\w+)`/g), ([, source, name]) => ({ file, name, source })),
			]);
		expect(named.length).toBeGreaterThan(10);
		const sourcesOf = (source: string) => files.filter((file) => `/${file}`.endsWith(`/${source}`));
		const has = (source: string, name: string) => sourcesOf(source).some((file) => new RegExp(`\\b${name}\\b`).test(texts.get(file)!));
		expect(named.filter(({ name, source }) => !has(source, name))).toEqual([]);
	});

	it('names source files that there are', () => {
		const named = pages
			.filter(([file]) => file !== 'CHANGELOG.md')
			.flatMap(([file, text]) => Array.from(text.matchAll(/`([\w./-]+\.(?:ts|mts|mjs))`/g), ([, name]) => ({ file, name })));
		expect(named.length).toBeGreaterThan(100);
		// A page need not say the folders that are clear from what it is about.
		const gone = named.filter(({ name }) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
		expect(gone.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
	});

	/** A file, or a folder with files; and the heading of a page. */
	function isThere(path: string, heading?: string): boolean {
		const isFile = files.includes(path) || files.some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`));
		return isFile && (heading === undefined || anchorsOf(texts.get(path) ?? '').includes(heading));
	}
});

/** What GitHub calls the headings of a page. */
function anchorsOf(page: string): string[] {
	const slugger = new GithubSlugger();
	const headings = withoutBlocks(page).matchAll(/^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/gm);
	// Of a link, the text counts.
	return Array.from(headings, ([, heading]) => slugger.slug(heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')));
}

function withoutBlocks(page: string): string {
	return page.replace(/^ *(`{3,}|~{3,}).*\n(?:.*\n)*? *\1.*$/gm, '');
}

/** Examples in code link nothing. */
function withoutCode(page: string): string {
	return withoutBlocks(page).replace(/`[^`\n]*`/g, '');
}
