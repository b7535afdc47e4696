/** Prints the fault table for the n8n that `npm run test:faults` has brought. Ends with 1 if a row did not pass. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { InstalledN8n } from '../support/harness/n8n.mts';
import { openTestBed, packTarball } from '../support/harness/testBed.mts';
import { answers } from './rows/answers.mts';
import { callbacks } from './rows/callbacks.mts';
import { callers } from './rows/callers.mts';
import { items } from './rows/items.mts';
import { payments } from './rows/payments.mts';
import { restarts } from './rows/restarts.mts';
import { runRows } from './table.mts';

const rows = [...items, ...callbacks, ...callers, ...restarts, ...answers, ...payments];
const n8n = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n;
const wanted = process.argv.slice(2);
const packed = await mkdtemp(join(tmpdir(), 'deapi-pack-'));
const testBed = await openTestBed({ n8n, tarball: await packTarball(packed) });
console.log(`\n### n8n ${n8n.version}\n`);
const { failed } = await runRows(
	testBed,
	rows.filter(([name]) => wanted.length === 0 || wanted.some((part) => name.includes(part))),
);
await testBed.close();
await rm(packed, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
