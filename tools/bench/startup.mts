// What n8n spends on this package when it starts: the time to require it, and the size of what it installs.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from 'simple-statistics';

import { packTarball, ROOT } from '../../test/support/harness/testBed.mts';
import manifest from '../../package.json' with { type: 'json' };
import { Report } from './report.mts';

const ROUNDS = 31;
/** 30 ms on a machine where n8n-workflow takes 250. */
const ALLOWED_SHARE = 0.12;
const ALLOWED_KB = 150;

const ours = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map((file) => join(ROOT, file));
requireTimes();
const times = Array.from({ length: ROUNDS }, requireTimes);

const packed = await mkdtemp(join(tmpdir(), 'deapi-bench-'));
const kilobytes = (await stat(await packTarball(packed))).size / 1_000;
await rm(packed, { recursive: true });

const report = new Report('startup', 'Start-up', {});
const [first, more] = [median(times.map(({ first }) => first)), median(times.map(({ more }) => more))];
report.say(`One after the other in a fresh process, medians of ${ROUNDS} processes.`);
report.table(
	['Required', 'Milliseconds'],
	[
		['n8n-workflow', first],
		['then the nodes and the credential', more],
	],
);
report.check('Nodes and credential beyond n8n-workflow, as a share of the time that it takes', more / first, ALLOWED_SHARE, '×');
report.check('Packed tarball', kilobytes, ALLOWED_KB, 'KB');
report.finish();

/** Within one process, since from one to the next n8n-workflow alone varies by more than our share. */
function requireTimes(): { first: number; more: number } {
	const script = `
		const startedAt = performance.now();
		require('n8n-workflow');
		const between = performance.now();
		${JSON.stringify(ours)}.forEach((file) => require(file));
		console.log(JSON.stringify({ first: between - startedAt, more: performance.now() - between }));`;
	return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' }));
}
