// npm test: brings what is missing, then runs every level. Needs Node.js 20 and npm, nothing else.
// npm test -- unit engine  runs these levels only; "latest" and "oldest" are e2e on other n8n versions; they and "ui" run only when named.
// npm test -- unit FILE -t NAME  runs these tests only: what follows the levels is for vitest.
// npm run test:ui -- --screenshots  puts what the browser shows into docs/images.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findChromium } from '../../test/ui/chromium.mjs';
import { unlistedNodes } from '../package/unlistedNodes.mjs';
import { LATEST_N8N, NEWEST_N8N, OLDEST_N8N, prepareDependencies, prepareN8n, prepareNode, ROOT } from './prepare.mjs';
import { run, runQuietly, runScript, say } from './tasks.mjs';
import { readWords } from './words.mjs';

const ONLY_WHEN_NAMED = ['latest', 'oldest', 'ui'];
const WITHOUT_VITEST = ['lint', 'types'];
/** Tests of what may be left out of a release, or is not on every machine: their names say what they need. */
const OPTIONAL = /\b(Embeddings deAPI|answer-from-documents\.json) /;
const SCREENSHOTS = '--screenshots';
const toolchain = await prepareNode();
const { node, env } = toolchain;
const inPackage = { cwd: ROOT, env };

/** Every level, in the order in which they find trouble fastest. Each returns what it counted. */
const levels = {
	lint: async () => {
		await run('npx', ['prettier', '--check', '.'], inPackage);
		await run('npx', ['n8n-node', 'lint'], inPackage);
		// The stock lint lets warnings and inline exceptions pass; ours does not, but for a node that is left out of the release.
		const report = join(reports, 'lint.json');
		const leftOut = String(unlistedNodes(ROOT).length);
		await run('npx', ['eslint', '.', '--max-warnings', leftOut, '--no-inline-config', '--format', 'json', '-o', report], inPackage);
		const files = JSON.parse(await readFile(report, 'utf8'));
		return { passed: files.length, what: 'files without error or warning' };
	},
	types: async () => {
		const projects = ['.', 'test'];
		for (const project of projects) await run('npx', ['tsc', '--noEmit', '-p', project], inPackage);
		return { passed: projects.length, what: 'projects type-checked' };
	},
	unit: async () => await vitest('unit'),
	engine: async () => await vitest('engine'),
	contract: async () => await vitest('contract'),
	fuzz: async () => await vitest('fuzz'),
	lives: async () => await vitest('lives'),
	e2e: async () => await onRealN8n(NEWEST_N8N),
	latest: async () => await onRealN8n(LATEST_N8N),
	oldest: async () => await onRealN8n(OLDEST_N8N),
	ui: async () => {
		const more = { DEAPI_TEST_CHROMIUM: findChromium(), ...(process.argv.includes(SCREENSHOTS) && { DEAPI_SCREENSHOTS: '1' }) };
		return await onRealN8n(NEWEST_N8N, 'ui', more);
	},
};

async function onRealN8n(version, level = 'e2e', more = {}) {
	const n8n = await prepareN8n(version, toolchain);
	await runQuietly('Building the package', 'npm', ['run', 'build'], inPackage);
	const { passed } = await vitest(level, { DEAPI_TEST_N8N: JSON.stringify(n8n), ...more });
	return { passed, what: `tests on a real n8n ${version}` };
}

async function vitest(level, more = {}) {
	const report = join(reports, `${level}.json`);
	const args = ['--config', 'test/vitest.config.mts', '--project', level, '--silent=passed-only'];
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
	const filter = isFiltered ? ['--passWithNoTests', ...forVitest] : [];
	await runScript(node, 'node_modules/vitest/vitest.mjs', ['run', ...args, ...reporters, ...filter], {
		cwd: ROOT,
		env: { ...env, ...more },
	});
	const { numPassedTests, numTotalTests, testResults } = JSON.parse(await readFile(report, 'utf8'));
	const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
	const skipped = tests.filter(({ status, fullName }) => ['pending', 'skipped'].includes(status) && OPTIONAL.test(fullName));
	if (!isFiltered && skipped.length > 0) say(`Skipped: ${skipped.map(({ fullName }) => fullName).join(', ')}`);
	if (!isFiltered && (numPassedTests === 0 || numPassedTests !== numTotalTests - skipped.length)) {
		throw new Error(`${level}: ${numPassedTests} of ${numTotalTests} tests ran and passed`);
	}
	return { passed: numPassedTests, what: 'tests' };
}

const words = process.argv.slice(2).filter((word) => word !== SCREENSHOTS);
const { named, forVitest } = readWords(words, Object.keys(levels));
const isFiltered = forVitest.length > 0;
if (isFiltered && !named.some((level) => !WITHOUT_VITEST.includes(level))) {
	say(`There is no level ${forVitest.join(', ')}. Choose from: ${Object.keys(levels).join(', ')}.`);
	process.exit(2);
}

const reports = await mkdtemp(join(tmpdir(), 'deapi-reports-'));
try {
	await prepareDependencies(toolchain);
	const counts = [];
	for (const [level, runLevel] of Object.entries(levels)) {
		if (named.length > 0 ? !named.includes(level) : ONLY_WHEN_NAMED.includes(level)) continue;
		say(`\n── ${level} ──`);
		counts.push({ level, ...(await runLevel()) });
	}
	const tests = counts.filter(({ level }) => !WITHOUT_VITEST.includes(level));
	if (isFiltered && tests.every(({ passed }) => passed === 0)) throw new Error(`No test matches ${forVitest.join(' ')}`);
	say('\n── summary ──');
	for (const { level, passed, what } of counts) say(`${level.padEnd(8)} ${String(passed).padStart(4)} ${what}`);
	say(`${counts.reduce((sum, { passed }) => sum + passed, 0)} passed, 0 failed`);
} catch (error) {
	say(`\n${error.message}`);
	process.exitCode = 1;
} finally {
	await rm(reports, { recursive: true, force: true });
}
