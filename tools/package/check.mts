/** The script behind `npm run check:package`. The package is built when it starts. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../bootstrap/tasks.mjs';
import { findPlanted, scan, TARBALL, TREE } from './scan.mts';
import type { Scan } from './scan.mts';
import { judgeRepository } from './reviewed.mts';
import { judgeTarball, packTarball } from './tarball.mts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [keptIn] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'deapi-package-'));

try {
	const { found, of } = await findPlanted(ROOT);
	say(`scanner: finds ${found} of ${of} planted faults`);
	let isGood = found === of;

	isGood = report('tree', await scan(ROOT, TREE)) && isGood;

	isGood = (await pairsItems()) && isGood;

	const tarball = await packTarball(ROOT, folder);
	isGood = report('tarball', await scan(tarball.folder, TARBALL)) && isGood;

	const problems = [...judgeRepository(ROOT), ...judgeTarball(tarball)];
	for (const problem of problems) say(`  ${problem}`);
	const kilobytes = (tarball.bytes / 1000).toFixed(1);
	say(`${basename(tarball.file)}: ${tarball.entries.length} files, ${kilobytes} KB packed, ${problems.length} problems`);
	isGood = problems.length === 0 && isGood;

	if (isGood && keptIn !== undefined) {
		await mkdir(keptIn, { recursive: true });
		await copyFile(tarball.file, join(keptIn, basename(tarball.file)));
	}
	process.exitCode = isGood ? 0 : 1;
} finally {
	await rm(folder, { recursive: true });
}

/** Prints every finding, then their sum. Warnings count as much as errors. */
function report(what: string, { files, findings }: Scan): boolean {
	for (const { file, line, severity, rule, message } of findings) say(`  ${file}:${line}  ${severity}  ${rule}  ${message}`);
	const count = (kind: string) => findings.filter(({ severity }) => severity === kind).length;
	say(`${what}: ${files} files, ${count('error')} errors, ${count('warning')} warnings`);
	return findings.length === 0;
}

/** No rule can see whether an output item says which input item it comes from: every operation is run. */
async function pairsItems(): Promise<boolean> {
	const args = ['--config', 'test/vitest.config.mts', '--project', 'contract', '--silent', '--reporter=dot', 'pairedItems'];
	try {
		await run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args], { cwd: ROOT });
		return true;
	} catch {
		return false;
	}
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}
