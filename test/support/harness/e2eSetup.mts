import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

import type { InstalledN8n } from './n8n.mts';
import { packTarball } from './testBed.mts';

declare module 'vitest' {
	interface ProvidedContext {
		n8n: InstalledN8n;
		tarball: string;
	}
}

/** Packs the built package once for all e2e tests. `npm test` says where n8n is. */
export default async function setup(project: TestProject) {
	const n8n = process.env.DEAPI_TEST_N8N;
	if (n8n === undefined) throw new Error('The e2e tests need a real n8n. Start them with "npm test", or "npm run test:e2e".');
	const folder = await mkdtemp(join(tmpdir(), 'deapi-pack-'));
	project.provide('n8n', JSON.parse(n8n));
	project.provide('tarball', await packTarball(folder));
	return async () => await rm(folder, { recursive: true });
}
