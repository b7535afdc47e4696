import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { InstalledN8n } from '../../test/support/harness/n8n.mts';
import { openWorld, packTarball } from '../../test/support/harness/testBed.mts';
import type { World } from '../../test/support/harness/testBed.mts';
import { Report } from './report.mts';

/** In US dollars: more than anything here can spend. */
const BALANCE = 1_000;

/** An n8n with the packed package in it. */
export async function openStage(n8nEnv: Record<string, string> = {}): Promise<World> {
	const packed = await mkdtemp(join(tmpdir(), 'deapi-bench-'));
	const n8n = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n;
	const world = await openWorld({ n8n, n8nEnv, tarball: await packTarball(packed) });
	await rm(packed, { recursive: true });
	world.emulator.balance = BALANCE;
	return world;
}

/** The same, and where to write what was measured. */
export async function openBench(
	name: string,
	title: string,
	n8nEnv: Record<string, string> = {},
): Promise<{ world: World; report: Report }> {
	const world = await openStage(n8nEnv);
	return { world, report: new Report(name, title, { n8n: world.n8n.version }) };
}
