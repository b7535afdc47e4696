import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { InstalledN8n } from '../../test/support/harness/n8n.mts';
import { openTestBed, packTarball } from '../../test/support/harness/testBed.mts';
import type { TestBed } from '../../test/support/harness/testBed.mts';
import { Report } from './report.mts';

/** In US dollars: more than anything here can spend. */
const BALANCE = 1_000;

/** An n8n with the packed package in it. */
export async function openBenchTestBed(n8nEnv: Record<string, string> = {}): Promise<TestBed> {
	const packed = await mkdtemp(join(tmpdir(), 'deapi-bench-'));
	const n8n = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n;
	const testBed = await openTestBed({ n8n, n8nEnv, tarball: await packTarball(packed) });
	await rm(packed, { recursive: true });
	testBed.emulator.balance = BALANCE;
	return testBed;
}

/** The same, and where to write what was measured. */
export async function openBench(
	name: string,
	title: string,
	n8nEnv: Record<string, string> = {},
): Promise<{ testBed: TestBed; report: Report }> {
	const testBed = await openBenchTestBed(n8nEnv);
	return { testBed, report: new Report(name, title, { n8n: testBed.n8n.version }) };
}
