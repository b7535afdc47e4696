import { describe, expect, it } from 'vitest';

import { inFolder, read } from '../../support/harness/repository.mts';

/** In seconds; reviewers stop there. */
const LONGEST = 300;

const [, script] = read('docs/review.md').split('\n## The video\n');
const rows = [...script.matchAll(/^\| ([^|]+) \| [^|]+ \| (\d+) \| ([^|]+) \|$/gm)].map(([, step, seconds, cell]) => ({
	step,
	seconds: Number(seconds),
	pictures: [...cell.matchAll(/`ui-([^`]+)`/g)].map(([, name]) => name),
}));

/** What the functions of test/ui/steps take pictures of; of a name that is put together, a pattern. */
const functions = inFolder('test/ui/steps').flatMap((file) =>
	read(file)
		.split(/^export async function /m)
		.slice(1)
		.map(readFunction),
);

function readFunction(text: string) {
	const taken = [...text.matchAll(/\.take(?:Canvas)?\(['`]([^'`]+)['`]/g)].map(([, picture]) => picture);
	return {
		call: `${/^\w+/.exec(text)![0]}(`,
		pictures: taken.map((picture) => new RegExp(`^${picture.replaceAll('.', '\\.').replace(/\$\{\w+\}/g, '\\w+')}$`)),
	};
}

/** The steps of test:ui, each with its pictures. */
const picturesOf = new Map(
	read('test/ui/editor.test.mts')
		.split(/\bit(?:\.skipIf\(.+\))?\(\s*'/)
		.slice(1)
		.map((step) => [step.split("',")[0], functions.filter(({ call }) => step.includes(call)).flatMap(({ pictures }) => pictures)]),
);

describe('the script of the video in docs/review.md', () => {
	it('has what reviewers want to see', () => {
		const steps = rows.map(({ step }) => step).join('\n');
		expect(rows.length).toBeGreaterThan(7);
		for (const wanted of [/installs the package/, /credential/, /executes the step/, /trigger/, /cannot do/, /AI Agent/]) {
			expect(steps).toMatch(wanted);
		}
	});

	it.each(rows.map(({ step, pictures }) => [step, pictures] as const))(
		'has a step of test:ui, and pictures of it: %s',
		(step, pictures) => {
			expect([...picturesOf.keys()]).toContain(step);
			expect(pictures).not.toEqual([]);
			expect(pictures.filter((picture) => !picturesOf.get(step)!.some((name) => name.test(picture)))).toEqual([]);
		},
	);

	it('goes on as test:ui does', () => {
		const order = [...picturesOf.keys()];
		const places = rows.map(({ step }) => order.indexOf(step));
		expect(places).toEqual([...places].sort((a, b) => a - b));
	});

	it(`takes less than ${LONGEST} seconds`, () => {
		expect(rows.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThan(LONGEST);
	});
});
