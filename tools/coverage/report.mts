// Prints which operations use each endpoint and each field of the API, or why none does. With --markdown: for the documents.
import { createRequire } from 'node:module';

import { api } from '../../test/support/emulator/api.mts';
import { cover } from './coverage.mts';
import { reasons } from './reasons.mts';
import { asMarkdown, asText, exceptionsOf, summaryOf, tableOf } from './table.mts';

// The build is what users get; and Node.js alone does not find the sources, whose imports have no extensions.
const { operations } = createRequire(import.meta.url)(
	'../../dist/nodes/Deapi/operations/index.js',
) as typeof import('../../nodes/Deapi/operations/index.ts');

const isMarkdown = process.argv.includes('--markdown');
const print = isMarkdown ? asMarkdown : asText;
const title = (text: string) => (isMarkdown ? `## ${text}` : `── ${text} ──`);

const { rows, errors } = cover(api, operations, reasons);
const jobs = rows.filter(({ endpoint, job }) => endpoint === job);
const prices = rows.filter(({ endpoint, job }) => endpoint !== job);

console.log(
	[
		...[title('Endpoints'), print(tableOf(jobs))],
		...[title('Prices: what they take beyond the fields of the job'), print(tableOf(prices))],
		...[title('What single operations leave out'), print(exceptionsOf(rows))],
		[`Endpoints: ${summaryOf(jobs)}`, `Prices: ${summaryOf(prices)}`].join(isMarkdown ? '\n\n' : '\n'),
	].join('\n\n'),
);
for (const error of errors) console.error(error);
if (errors.length > 0) process.exitCode = 1;
