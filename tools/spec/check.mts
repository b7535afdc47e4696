// Plays every operation, and holds what it sends against an OpenAPI document of the API.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runQuietly } from '../bootstrap/tasks.mjs';
import { asText } from '../coverage/table.mts';
import { Specification } from './openApi.mts';
import { legendOf, summaryOf, tableOf } from './print.mts';
import { reasonsFor } from './reasons.mts';
import { reportOn } from './report.mts';
import type { Played } from './report.mts';

try {
	const [file] = process.argv.slice(2);
	if (file === undefined) throw new Error('Name the file with the OpenAPI document: npm run check:spec -- FILE');
	await check(file);
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}

async function check(file: string): Promise<void> {
	const specification = new Specification(JSON.parse(await readFile(file, 'utf8')));
	const { menu, played } = await play(specification.version);
	const report = reportOn(specification, menu, played, reasonsFor(specification.version));
	console.log(`\n${asText(tableOf(report))}\n\n${legendOf(report)}\n\n${summaryOf(report)}`);
	for (const error of report.errors) console.error(error);
	if (report.errors.length > 0) process.exitCode = 1;
}

/** By vitest, which finds the node's sources and their imports. */
async function play(version: string): Promise<{ menu: string[]; played: Played[] }> {
	const folder = await mkdtemp(join(tmpdir(), 'deapi-spec-'));
	const file = join(folder, 'played.json');
	const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.mts', '--project', 'spec'];
	try {
		const env = { ...process.env, DEAPI_SPEC: JSON.stringify({ version, file }) };
		await runQuietly(`Playing every operation on ${version}`, process.execPath, args, { env });
		return JSON.parse(await readFile(file, 'utf8'));
	} finally {
		await rm(folder, { recursive: true });
	}
}
