/** Prints the fault table of n8n in queue mode. Ends with 1 if a row did not pass. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Report } from '../../tools/bench/report.mts';
import { agents } from '../faults/rows/agents.mts';
import { answers } from '../faults/rows/answers.mts';
import { callbacks } from '../faults/rows/callbacks.mts';
import { forms } from '../faults/rows/forms.mts';
import { items } from '../faults/rows/items.mts';
import { parked } from '../faults/rows/parked.mts';
import { payments } from '../faults/rows/payments.mts';
import { pieces, slowPieces } from '../faults/rows/pieces.mts';
import { restarts } from '../faults/rows/restarts.mts';
import { subWorkflows } from '../faults/rows/subWorkflows.mts';
import { timeouts } from '../faults/rows/timeouts.mts';
import { chosen } from '../faults/runs.mts';
import { Table } from '../faults/table.mts';
import { installCommunityPackage } from '../support/harness/communityPackage.mts';
import type { InstalledN8n } from '../support/harness/n8n.mts';
import { openTestBed, packTarball } from '../support/harness/testBed.mts';
import { comingEngine, engineEnv } from './comingEngine.mts';
import { QueueN8n } from './queueN8n.mts';
import { scaled } from './rows.mts';
import { openServices } from './services.mts';

const installed = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n;
const wanted = process.argv.slice(2);
const packed = await mkdtemp(join(tmpdir(), 'deapi-pack-'));
const tarball = await packTarball(packed);
const services = await openServices(installed.script);
let n8n: QueueN8n | undefined;
const testBed = await openTestBed({
	n8n: installed,
	tarball,
	startN8n: async (options) => {
		const install = async (folder: string) => await installCommunityPackage(folder, tarball, promisify(execFile));
		n8n = await QueueN8n.open(options, services.env, install);
		return n8n;
	},
});

const report = new Report('queue', 'Queue mode', { n8n: installed.version, command: 'npm run test:queue' });
report.say(`A main process, a webhook process and two workers; ${services.where}.`);
const single = [
	// The webhook process goes on answering meanwhile.
	'callback during a restart',
	// n8n 2.41.1 marks the execution as canceled, and tells no worker that got it from the webhook process.
	'execution cancelled while polling',
	// A chosen Webhook is answered too early here, where Automatic polls.
	'whoever waits gets what was made: forms and chats',
];
const all = [
	...scaled(n8n!),
	...items,
	...callbacks,
	...timeouts,
	...forms,
	...subWorkflows,
	...agents,
	...parked,
	...restarts,
	...answers,
	...payments,
	...pieces,
	...slowPieces,
];
const rows = all.filter(([name]) => !single.includes(name));
const table = new Table();
await table.run(testBed, chosen(rows, wanted));
await testBed.close();
const engineRows = chosen(comingEngine, wanted);
if (engineRows.length > 0) {
	// It does not run in queue mode.
	const engineBed = await openTestBed({ n8n: installed, tarball, n8nEnv: await engineEnv(services.otherDatabase) });
	await table.run(engineBed, engineRows);
	await engineBed.close();
}
report.keep(String(table));
report.check('Rows that did not pass', table.failed, 0);
// Some rows alone are no record.
if (wanted.length === 0) report.finish();
await services.close();
await rm(packed, { recursive: true, force: true });
process.exit(table.failed === 0 ? 0 : 1);
