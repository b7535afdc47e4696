import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort } from './freePort.mts';

export const HOST = '127.0.0.1';
const DEBIAN = '/usr/lib/postgresql';
const EXTENSIONS = '/usr/share/postgresql';

export interface Postgres {
	user: string;
	port: number;
	close(): Promise<void>;
}

/** The newest version that Debian's packages have brought. */
function newestPostgres(): string | undefined {
	const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
	return versions.sort((a, b) => Number(b) - Number(a))[0];
}

/** Whether PostgreSQL can be started, and has vectors. */
export function hasPgvector(): boolean {
	const newest = newestPostgres();
	return newest !== undefined && existsSync(join(EXTENSIONS, newest, 'extension/vector.control'));
}

/**
 * PostgreSQL of Debian's packages, with an empty cluster of its own.
 *
 * @throws where there is none
 */
export async function startPostgres(): Promise<Postgres> {
	const newest = newestPostgres();
	if (newest === undefined) throw missing('postgresql');
	const folder = await mkdtemp(join(tmpdir(), 'deapi-postgres-'));
	await chmod(folder, 0o777);
	// It refuses to run as root.
	const isRoot = process.getuid?.() === 0;
	const command = (name: string) =>
		isRoot ? ['runuser', '-u', 'postgres', '--', join(DEBIAN, newest, 'bin', name)] : [join(DEBIAN, newest, 'bin', name)];
	const data = join(folder, 'data');
	const [init, ...initArgs] = command('initdb');
	spawnSync(init, [...initArgs, '-D', data, '-U', 'postgres', '--auth=trust'], { stdio: 'ignore' });
	const port = await freePort();
	const [run, ...args] = command('postgres');
	const child = start(run, [...args, '-D', data, '-p', String(port), '-k', folder, '-h', HOST], 'postgresql');
	await untilAnswers(port, 'postgresql');
	await delay(500);
	return {
		user: 'postgres',
		port,
		close: async () => {
			child.kill('SIGINT');
			await delay(1_000);
			await rm(folder, { recursive: true, force: true });
		},
	};
}

export function start(command: string, args: string[], what: string): ChildProcess {
	const child = spawn(command, args, { stdio: 'ignore' });
	child.on('error', () => console.error(missing(what).message));
	return child;
}

export async function untilAnswers(port: number, what: string): Promise<void> {
	for (let waited = 0; waited < 10_000; waited += 100) {
		if (await answers(port)) return;
		await delay(100);
	}
	throw missing(what);
}

export async function answers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, HOST, () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('error', () => resolve(false));
	});
}

export function missing(what: string): Error {
	return new Error(
		`Queue mode needs Redis and PostgreSQL, and ${what} neither answers on its standard port nor can be started. On Debian: apt-get install postgresql redis-server`,
	);
}
