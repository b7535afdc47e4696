// Prints which operations use each endpoint and each field of both versions of the API, and which answers are read, or why none
// does. With --markdown: for the documents.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { api } from '../../test/support/emulator/api.mts';
import type { Version } from '../../test/support/emulator/api.mts';
import { answers, errorsInAnswers } from './answers.mts';
import { cover } from './coverage.mts';
import { reasonsFor } from './reasons.mts';
import { answersTable, asMarkdown, asText, exceptionsOf, summaryOf, tableOf } from './table.mts';

// The build is what users get; and Node.js alone does not find the sources, whose imports have no extensions.
const { operations } = createRequire(import.meta.url)(
	'../../dist/nodes/Deapi/operations/index.js',
) as typeof import('../../nodes/Deapi/operations/index.ts');

const isMarkdown = process.argv.includes('--markdown');
const print = isMarkdown ? asMarkdown : asText;
const title = (text: string) => (isMarkdown ? `## ${text}` : `── ${text} ──`);

const errors = [
	...report('v2'),
	...report('v1'),
	...errorsInAnswers(answers, (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')),
];
console.log([title('Answers'), print(answersTable(answers))].join('\n\n'));
for (const error of errors) console.error(error);
if (errors.length > 0) process.exitCode = 1;

function report(version: Version): string[] {
	const found = cover(version, api[version], operations, reasonsFor(version));
	const jobs = found.rows.filter(({ endpoint, job }) => endpoint === job);
	const prices = found.rows.filter(({ endpoint, job }) => endpoint !== job);
	console.log(
		[
			...[title(`${version}: endpoints`), print(tableOf(jobs))],
			...[title(`${version}: prices, and what they take beyond the fields of the job`), print(tableOf(prices))],
			...[title(`${version}: what single operations leave out`), print(exceptionsOf(found.rows))],
			[`${version}, endpoints: ${summaryOf(jobs)}`, `${version}, prices: ${summaryOf(prices)}`, ''].join(isMarkdown ? '\n\n' : '\n'),
		].join('\n\n'),
	);
	return found.errors;
}
