/** Prints the fault table for the n8n that `npm run test:faults` has brought. Ends with 1 if a row did not pass. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { InstalledN8n } from '../harness/n8n.mts';
import { openWorld, packTarball } from '../harness/world.mts';
import { answers } from './rows/answers.mts';
import { callbacks } from './rows/callbacks.mts';
import { items } from './rows/items.mts';
import { money } from './rows/money.mts';
import { restarts } from './rows/restarts.mts';
import { Row } from './tally.mts';

const rows = [...items, ...callbacks, ...restarts, ...answers, ...money];
const n8n = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n;
const wanted = process.argv.slice(2);
const packed = await mkdtemp(join(tmpdir(), 'deapi-pack-'));
const world = await openWorld({ n8n, tarball: await packTarball(packed) });
const { emulator } = world;
let failed = 0;

console.log(`\n### n8n ${n8n.version}\n`);
console.log('| Row | Runs | Passed | Lost items | Double charges | Jobs | Deliveries | Status calls |');
console.log('|---|---|---|---|---|---|---|---|');
for (const [name, play] of rows) {
	if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
	const before = { deliveries: emulator.webhooks.deliveries.length, looks: emulator.requestsTo('GET /request-status').length };
	emulator.calm();
	const row = new Row(world);
	const { tally } = row;
	await play(row).catch((error: Error) => {
		tally.passed = 0;
		tally.complaints.push(error.message);
	});
	const deliveries = emulator.webhooks.deliveries.length - before.deliveries;
	const looks = emulator.requestsTo('GET /request-status').length - before.looks;
	const figures = [tally.runs, tally.passed, tally.lost ?? 'not counted', tally.doubled ?? 'not counted', row.jobs.length, deliveries, looks];
	console.log(`| ${name} | ${figures.join(' | ')} |`);
	if (tally.passed < tally.runs || tally.runs === 0 || tally.lost !== 0 || tally.doubled !== 0) {
		failed++;
		for (const complaint of tally.complaints) console.log(`  ${complaint}`);
	}
}
await world.close();
await rm(packed, { recursive: true, force: true });
console.log(failed === 0 ? '\nEvery row passed.' : `\n${failed} rows did not pass.`);
process.exit(failed === 0 ? 0 : 1);
