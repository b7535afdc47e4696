import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const BOOTSTRAP = fileURLToPath(new URL('ending/bootstrap.mjs', import.meta.url));

describe('no n8n stays behind', { timeout: 20_000 }, () => {
	/** Who is there, by what was started. */
	const present = new Map<string, number>();
	let folder: string;
	let server: Server;
	let npm: ChildProcess;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'deapi-ending-'));
		await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { demo: `"${process.execPath}" "${BOOTSTRAP}"` } }));
		server = createServer((socket) => {
			let name = '';
			socket.on('data', (line) => {
				const [who, pid] = String(line).trim().split(' ');
				present.set((name = who), Number(pid));
			});
			socket.on('error', () => {});
			socket.on('close', () => present.delete(name));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const PRESENT_AT = String((server.address() as AddressInfo).port);
		// In a group of its own, as a terminal gives each command one.
		npm = spawn('npm', ['run', 'demo'], { cwd: folder, env: { ...process.env, PRESENT_AT, HOME_OF_N8N: folder }, detached: true });
		await vi.waitFor(() => expect([...present.keys()].toSorted()).toEqual(['bootstrap', 'n8n', 'script']), 10_000);
	});

	afterEach(async () => {
		for (const pid of present.values()) process.kill(pid, 'SIGKILL');
		server.close();
		await rm(folder, { recursive: true });
	});

	const nobodyIsThere = async () => await vi.waitFor(() => expect([...present.keys()]).toEqual([]), 10_000);

	it.each([
		['npm', 'SIGTERM'],
		['npm', 'SIGKILL'],
		['bootstrap', 'SIGTERM'],
		['bootstrap', 'SIGKILL'],
		['script', 'SIGTERM'],
		['script', 'SIGKILL'],
	] as const)('after the %s alone got %s', async (name, signal) => {
		process.kill(name === 'npm' ? npm.pid! : present.get(name)!, signal);
		await nobodyIsThere();
	});

	it.each([
		['Ctrl+C', 'SIGINT'],
		['the end', 'SIGHUP'],
	] as const)('after %s of a terminal, which is a signal to all', async (_name, signal) => {
		process.kill(-npm.pid!, signal);
		await nobodyIsThere();
	});
});
