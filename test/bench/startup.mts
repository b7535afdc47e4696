// What n8n spends on this package when it starts: the time to require it, and the size of what it installs.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from 'simple-statistics';

import { packTarball, ROOT } from '../harness/world.mts';
import manifest from '../../package.json' with { type: 'json' };
import { Report } from './report.mts';

const ROUNDS = 31;
/** 30 ms where n8n-workflow takes 250, as it does here when nothing else is going on. */
const ALLOWED_SHARE = 0.12;
const ALLOWED_KB = 150;

const ours = [...manifest.n8n.nodes, ...manifest.n8n.credentials].map((file) => join(ROOT, file));
const times = { alone: [] as number[], withOurs: [] as number[] };
for (let round = -2; round < ROUNDS; round++) {
	const [alone, withOurs] = [requireTime(['n8n-workflow']), requireTime(['n8n-workflow', ...ours])];
	if (round < 0) continue;
	times.alone.push(alone);
	times.withOurs.push(withOurs);
}

const packed = await mkdtemp(join(tmpdir(), 'deapi-bench-'));
const kilobytes = (await stat(await packTarball(packed))).size / 1_000;
await rm(packed, { recursive: true });

const report = new Report('startup', 'Start-up', {});
const [alone, withOurs] = [median(times.alone), median(times.withOurs)];
report.say(`Each in a fresh process, in turns, medians of ${ROUNDS}.`);
report.table(['Required', 'Milliseconds'], [['n8n-workflow', alone], ['n8n-workflow, both nodes and the credential', withOurs]]);
report.say(`That is ${(withOurs - alone).toFixed(1)} ms more.`);
report.check('Both nodes and the credential beyond n8n-workflow, as a share of the time that it takes', (withOurs - alone) / alone, ALLOWED_SHARE, '×');
report.check('Packed tarball', kilobytes, ALLOWED_KB, 'KB');
report.finish();

function requireTime(modules: string[]): number {
	const script = `const startedAt = performance.now(); ${JSON.stringify(modules)}.forEach(require); console.log(performance.now() - startedAt)`;
	return Number(execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' }));
}
