import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runQuietly } from './tasks.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The n8n versions that the tests and the demo run on. */
export const NEWEST_N8N = '2.41.1';
export const OLDEST_N8N = '1.123.81';
/** Newer, but without the libraries of its own, which are not to be had from every registry: it runs on those of 2.41.1. */
export const LATEST_N8N = '2.41.3';
/** Needed by n8n 2.x; comes as an npm package, so that no other installer is needed. */
const NODE_VERSION = '24.21.0';

const CACHE = process.env.DEAPI_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-deapi');

/** Node.js 24: the running one if it is new enough, otherwise one from the cache. */
export async function prepareNode() {
	if (Number(process.versions.node.split('.')[0]) >= 24) {
		return { node: process.execPath, env: { ...process.env } };
	}
	const folder = join(CACHE, `node-${NODE_VERSION}-${process.platform}-${process.arch}`);
	await once(folder, async (target) => {
		await writeFile(join(target, 'package.json'), '{ "private": true }');
		await runQuietly(`Installing Node.js ${NODE_VERSION}`, 'npm', ['install', '--ignore-scripts', `node@${NODE_VERSION}`], { cwd: target });
		// Its install script, which fetches the binary of this platform, may be forbidden by npm's settings.
		const script = join(target, 'node_modules/node/installArchSpecificPackage.js');
		await runQuietly('Fetching its binary', process.execPath, [script], { cwd: dirname(script) });
	});
	const node = join(folder, 'node_modules/node/bin/node');
	const platformFolder = join(folder, 'node_modules/node/node_modules', `node-${process.platform}-${process.arch}`);
	return {
		node,
		env: {
			...process.env,
			PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
			// Headers for native modules, which npm would otherwise download.
			...(existsSync(join(platformFolder, 'include')) && { npm_config_nodedir: platformFolder }),
		},
	};
}

/** The package's own dependencies, as the lock file has them. */
export async function prepareDependencies({ env }) {
	// A test that runs this uses them at this moment: they must not be replaced.
	if (env.VITEST) return;
	const lock = await hashOf(join(ROOT, 'package-lock.json'));
	const stamp = join(ROOT, 'node_modules/.installed-lock');
	if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === lock) return;
	await runQuietly('Installing the dependencies of this package', 'npm', ['ci'], { cwd: ROOT, env });
	await writeFile(stamp, lock);
}

/** A real n8n in the cache. */
export async function prepareN8n(version, { env }) {
	const recipe = join(ROOT, 'test/support/n8n', version);
	const lock = await hashOf(join(recipe, 'package-lock.json'));
	const folder = join(CACHE, `n8n-${version}-${lock.slice(0, 12)}-${process.platform}-${process.arch}`);
	await once(folder, async (target) => {
		for (const file of ['package.json', 'package-lock.json']) await copyFile(join(recipe, file), join(target, file));
		const options = { cwd: target, env };
		await runQuietly(
			`Installing n8n ${version}, about 3 minutes, once on this machine`,
			'npm',
			['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'],
			options,
		);
		await runQuietly('Building its SQLite driver, about 2 minutes', 'npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], options);
	});
	return { version, script: join(folder, 'node_modules/n8n/bin/n8n') };
}

/** Fills a folder of the cache, or finds it filled. An attempt that fails leaves nothing behind. */
async function once(folder, fill) {
	if (existsSync(folder)) return;
	const target = `${folder}.${process.pid}.partial`;
	try {
		await mkdir(target, { recursive: true });
		await fill(target);
		if (!existsSync(folder)) await rename(target, folder);
	} finally {
		await rm(target, { recursive: true, force: true });
	}
}

async function hashOf(file) {
	return createHash('sha256')
		.update(await readFile(file))
		.digest('hex');
}
