import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { spawnChild } from './children.mjs';

const END_WITH_PARENT = new URL('../../test/support/harness/endWithParent.mjs', import.meta.url).href;
const PROGRESS_INTERVAL = 15_000;

export function say(text) {
	process.stdout.write(`${text}\n`);
}

/**
 * Runs a long command quietly: says what it does, then every 15 seconds that it still does. Its output
 * goes to a file and is shown only if it fails.
 */
export async function runQuietly(title, command, args, options = {}) {
	const startedAt = Date.now();
	const seconds = () => Math.round((Date.now() - startedAt) / 1000);
	say(`• ${title} …`);
	const progress = setInterval(() => say(`  … still at it after ${seconds()} s`), PROGRESS_INTERVAL);
	const folder = await mkdtemp(join(tmpdir(), 'deapi-log-'));
	const log = join(folder, 'output.log');
	try {
		const output = createWriteStream(log);
		const child = spawnChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		child.stdout.pipe(output, { end: false });
		child.stderr.pipe(output, { end: false });
		const code = await exitCode(child);
		output.end();
		if (code === 0) {
			await rm(folder, { recursive: true });
			return say(`  done in ${seconds()} s`);
		}
		say((await readFile(log, 'utf8')).split('\n').slice(-40).join('\n'));
		throw new Error(`${title}: "${command} ${args.join(' ')}" ended with ${code}. All of its output is in ${log}`);
	} finally {
		clearInterval(progress);
	}
}

/** Runs a command with its output shown. */
export async function run(command, args, options = {}) {
	await succeed([command, ...args], spawnChild(command, args, { ...options, stdio: 'inherit' }));
}

/** Runs a script with its output shown. It ends when this process does, even by a signal that nobody can pass on. */
export async function runScript(node, script, args, options) {
	const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
	await succeed([script, ...args], spawnChild(node, ['--import', END_WITH_PARENT, script, ...args], { ...options, stdio }));
}

async function succeed(words, child) {
	const code = await exitCode(child);
	if (code !== 0) throw new Error(`"${words.join(' ')}" ended with ${code}`);
}

async function exitCode(child) {
	return await new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve(code ?? signal));
	});
}
