/** Prints the fault table for the n8n that `npm run test:faults` has brought. Ends with 1 if a row did not pass. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { InstalledN8n } from '../support/harness/n8n.mts';
import { openTestBed, packTarball } from '../support/harness/testBed.mts';
import { agents } from './rows/agents.mts';
import { answers } from './rows/answers.mts';
import { callbacks } from './rows/callbacks.mts';
import { forms } from './rows/forms.mts';
import { items } from './rows/items.mts';
import { lastLook } from './rows/lastLook.mts';
import { limited } from './rows/limited.mts';
import { parked } from './rows/parked.mts';
import { payments } from './rows/payments.mts';
import { pieces, slowPieces } from './rows/pieces.mts';
import { restarts } from './rows/restarts.mts';
import { safetyNet } from './rows/safetyNet.mts';
import { subWorkflows } from './rows/subWorkflows.mts';
import { timeouts } from './rows/timeouts.mts';
import { webhooks } from './rows/webhooks.mts';
import { chosen } from './runs.mts';
import { Table } from './table.mts';

/** What n8n's timer ends takes minutes, in which nothing happens: each group has an n8n of its own, beside the others. */
const groups = [
	{
		rows: [
			...items,
			...callbacks,
			...webhooks,
			...forms,
			...subWorkflows,
			...agents,
			...parked,
			...restarts,
			...answers,
			...payments,
			...pieces,
		],
	},
	{ rows: limited, n8nEnv: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' } },
	{ rows: safetyNet },
	{ rows: timeouts },
	{ rows: lastLook },
	{ rows: slowPieces },
];

const n8n = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n;
const packed = await mkdtemp(join(tmpdir(), 'deapi-pack-'));
const tarball = await packTarball(packed);
console.log(`\n### n8n ${n8n.version}\n`);
const table = new Table();
const running: Array<Promise<void>> = [];
for (const { rows: all, n8nEnv } of groups) {
	const rows = chosen(all, process.argv.slice(2));
	if (rows.length === 0) continue;
	// One after the other: each looks for free ports.
	const testBed = await openTestBed({ n8n, tarball, n8nEnv });
	running.push(table.run(testBed, rows).finally(async () => await testBed.close()));
}
await Promise.all(running);
await rm(packed, { recursive: true, force: true });
console.log(table.failed === 0 ? '\nEvery row passed.' : `\n${table.failed} rows did not pass.`);
process.exit(table.failed === 0 ? 0 : 1);
