import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { Plugin } from 'vitest/config';

// One copy for our code and for n8n-core, as in n8n itself: errors are known by their class.
const alias = { 'n8n-workflow': createRequire(import.meta.url).resolve('n8n-workflow') };

/** The lives are played on the engine of the dependencies, or on that of another n8n. */
const { script } = JSON.parse(process.env.DEAPI_TEST_N8N ?? '{}');
const n8nCore: string = createRequire(script ?? import.meta.url).resolve('n8n-core');
const livesAlias = { 'n8n-core': n8nCore, 'n8n-workflow': createRequire(n8nCore).resolve('n8n-workflow') };

/** Nothing in them waits; a busy machine may take its time all the same. */
const offline = { setupFiles: ['support/harness/noNetwork.mts'], testTimeout: 20_000 };
const overLoopback = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };
const realN8n = { testTimeout: 120_000, hookTimeout: 300_000, fileParallelism: false, globalSetup: ['support/harness/e2eSetup.mts'] };

/** Vitest watches this folder, and not by itself what is tested. */
const watchSources: Plugin = {
	name: 'watch-sources',
	configureServer: ({ watcher }) =>
		void watcher.add(['credentials', 'nodes', 'tools'].map((name) => resolve(import.meta.dirname, '..', name))),
};

export default defineConfig({
	root: import.meta.dirname,
	plugins: [watchSources],
	test: {
		allowOnly: false,
		// One fewer is the default, and halves a machine of two.
		maxWorkers: '100%',
		projects: [
			{ resolve: { alias }, test: { name: 'unit', include: ['unit/**/*.test.mts'], ...offline } },
			{ resolve: { alias }, test: { name: 'engine', include: ['engine/**/*.test.mts'], ...offline } },
			{ resolve: { alias }, test: { name: 'contract', include: ['contract/**/*.test.mts'], ...overLoopback } },
			{ resolve: { alias }, test: { name: 'fuzz', include: ['fuzz/**/*.test.mts'], ...offline, testTimeout: 120_000 } },
			{ resolve: { alias }, root: resolve(import.meta.dirname, '../tools/spec'), test: { name: 'spec', include: ['play.test.mts'] } },
			{ resolve: { alias: livesAlias }, test: { name: 'lives', include: ['lives/**/*.test.mts'], provide: { n8nCore } } },
			{ resolve: { alias }, test: { name: 'e2e', include: ['e2e/**/*.test.mts'], ...realN8n } },
			{ resolve: { alias }, test: { name: 'ui', include: ['ui/**/*.test.mts'], ...realN8n, expect: { poll: { timeout: 45_000 } } } },
		],
	},
});
