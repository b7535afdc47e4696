import { describe, expect, it } from 'vitest';

import { EXAMPLES, LEFT_OUT, OF_THE_SLEEPER, ONLY_WHEN_NAMED, SHOWN } from '../../../tools/readme/known.mts';
import { pages, planOf } from '../../../tools/readme/plan.mts';
import type { Plan } from '../../../tools/readme/plan.mts';

const writtenIn = ({ steps, leftOut }: Plan) => [...steps.flatMap(({ commands }) => commands), ...leftOut].map(({ written }) => written);
const typedIn = ({ steps }: Plan) => steps.map(({ commands }) => commands.map(({ typed }) => typed));
const planOfPage = (...lines: string[]) => planOf(new Map([['page.md', lines.join('\n')]]));

describe('the commands of the documents', () => {
	const texts = pages();
	const plan = planOf(texts);
	const written = writtenIn(plan);
	const typed = typedIn(plan).flat();

	it('are all followed, or have a reason why not', () => {
		expect(written.length).toBeGreaterThan(30);
		expect(plan.unknown, 'tools/readme/known.mts takes an example or a reason').toEqual([]);
	});

	it('are all found, wherever they stand', () => {
		const lines = [...texts].flatMap(([page, text]) =>
			Array.from(text.matchAll(/(?:^ *|`)((?:git|node|npm|npx) [-@a-z<][^`\n]*)/gm), ([, line]) => ({
				page,
				line: line.replace(/ +#.*/, ''),
			})),
		);
		expect(lines.length).toBeGreaterThan(50);
		const known = [...written, ...typed];
		const isKnown = (line: string) => known.some((command) => command.includes(EXAMPLES[line] ?? line));
		expect(lines.filter(({ line }) => !isKnown(line.trim()))).toEqual([]);
	});

	it('keep their exception, whatever stands behind them', () => {
		const known = { ...LEFT_OUT, ...ONLY_WHEN_NAMED };
		const longer = Object.keys(known).map((command) => `${command} -- more`);
		const { steps, leftOut } = planOfPage('```bash', ...longer, '```');
		const reasons = [
			...leftOut.map(({ reason }) => reason),
			...steps.flatMap(({ commands }) => commands.map((command) => command.onlyWhenNamed)),
		];
		expect(reasons.toSorted()).toEqual(Object.values(known).toSorted());
	});

	it('are still what the exceptions are made for', () => {
		const whole = [...texts.values()].join('\n');
		const exact = [...Object.keys(EXAMPLES), ...Object.keys(LEFT_OUT), ...Object.keys(ONLY_WHEN_NAMED)];
		expect(exact.filter((command) => !whole.includes(`\`${command}\``) && !whole.includes(`\n${command}`))).toEqual([]);
		expect([...Object.keys(OF_THE_SLEEPER), ...Object.keys(SHOWN)].filter((part) => !whole.includes(part))).toEqual([]);
	});

	it('never publish anything', () => {
		expect(typed.filter((command) => /\bgit push (?!--dry-run )|\bnpm publish\b/.test(command))).toEqual([]);
	});
});

describe('what is read of a page', () => {
	it.each(['bash', 'sh', 'shell', 'console'])('is a block of %s, typed into one shell', (language) => {
		const plan = planOfPage('Type this:', `\`\`\`${language}`, 'npm ci   # once', '', '# then', 'npm run build', '```');
		expect(typedIn(plan)).toEqual([['npm ci', 'npm run build']]);
	});

	it('is a command within a sentence, once', () => {
		expect(typedIn(planOfPage('`npm ci`, then `npm run build`; and `npm ci`.', '', '`npm` and `node_modules` are none.'))).toEqual([
			['npm ci'],
			['npm run build'],
		]);
	});

	it('is a command of several lines', () => {
		const plan = planOfPage('```bash', "node -e '", '', "console.log(1);' |", '  node -p 1', 'npm ci \\', '  --silent', '```');
		expect(typedIn(plan)).toEqual([["node -e '\n\nconsole.log(1);' |\n  node -p 1", 'npm ci \\\n  --silent']]);
	});

	it('is not code in another language', () => {
		expect(typedIn(planOfPage('```ts', 'npm ci', '```'))).toEqual([]);
	});

	it.each(['npm test -- engine FILE', 'npm run <what>', 'npm test -- unit …', 'git push', 'npm publish', 'npx open https://example.com/'])(
		'is not typed before somebody says how: %s',
		(command) => {
			expect(planOfPage(`Run \`${command}\`.`).unknown).toEqual([{ page: 'page.md', written: command }]);
		},
	);
});
