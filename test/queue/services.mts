import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort } from '../support/harness/freePort.mts';

const HOST = '127.0.0.1';
const DEBIAN = '/usr/lib/postgresql';

/** Redis and PostgreSQL, with room of their own for one run of the tests. */
export interface Services {
	/** What n8n has to be told of them. */
	env: Record<string, string>;
	/** Where they were found, for people. */
	where: string;
	/** Takes the room away, and ends what was started. */
	close(): Promise<void>;
}

interface Postgres {
	user: string;
	port: number;
	close(): Promise<void>;
}

/**
 * Services on their standard ports, or started from Debian's packages.
 *
 * @param script n8n's start script: its own drivers are used
 * @throws with what to install, where there are none
 */
export async function openServices(script: string): Promise<Services> {
	const require = createRequire(script);
	const name = `deapi_${randomBytes(4).toString('hex')}`;
	const redis = (await answers(6379)) ? { port: 6379, close: async () => {} } : await startRedis();
	const postgres: Postgres = (await answers(5432))
		? { user: process.env.PGUSER ?? 'postgres', port: 5432, close: async () => {} }
		: await startPostgres();
	const { Client } = require('pg') as { Client: new (options: object) => PgClient };
	const access = { host: HOST, port: postgres.port, user: postgres.user, password: process.env.PGPASSWORD ?? '' };
	const query = async (text: string) => {
		const client = new Client({ ...access, database: 'postgres' });
		await client.connect();
		await client.query(text).finally(async () => await client.end());
	};
	await query(`CREATE DATABASE ${name}`);
	return {
		where: `PostgreSQL on port ${postgres.port}, Redis on port ${redis.port}`,
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_USER: access.user,
			DB_POSTGRESDB_PASSWORD: access.password,
			DB_POSTGRESDB_DATABASE: name,
			QUEUE_BULL_REDIS_HOST: HOST,
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			QUEUE_BULL_PREFIX: name,
			N8N_REDIS_KEY_PREFIX: name,
		},
		close: async () => {
			await query(`DROP DATABASE ${name} WITH (FORCE)`);
			await forget(require('ioredis'), redis.port, name);
			await redis.close();
			await postgres.close();
		},
	};
}

interface PgClient {
	connect(): Promise<void>;
	query(text: string): Promise<unknown>;
	end(): Promise<void>;
}

interface Redis {
	keys(pattern: string): Promise<string[]>;
	del(keys: string[]): Promise<unknown>;
	quit(): Promise<unknown>;
}

async function forget(Client: new (port: number, host: string) => Redis, port: number, name: string): Promise<void> {
	const client = new Client(port, HOST);
	const keys = await client.keys(`*${name}*`);
	if (keys.length > 0) await client.del(keys);
	await client.quit();
}

async function startRedis() {
	const port = await freePort();
	const child = start('redis-server', ['--port', String(port), '--bind', HOST, '--save', ''], 'redis-server');
	await untilAnswers(port, 'redis-server');
	return { port, close: async () => void child.kill() };
}

async function startPostgres(): Promise<Postgres> {
	const [newest] = (await readdir(DEBIAN).catch(() => [])).sort((a, b) => Number(b) - Number(a));
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

function start(command: string, args: string[], what: string): ChildProcess {
	const child = spawn(command, args, { stdio: 'ignore' });
	child.on('error', () => console.error(missing(what).message));
	return child;
}

async function untilAnswers(port: number, what: string): Promise<void> {
	for (let waited = 0; waited < 10_000; waited += 100) {
		if (await answers(port)) return;
		await delay(100);
	}
	throw missing(what);
}

async function answers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, HOST, () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('error', () => resolve(false));
	});
}

function missing(what: string): Error {
	return new Error(
		`Queue mode needs Redis and PostgreSQL, and ${what} neither answers on its standard port nor can be started. On Debian: apt-get install postgresql redis-server`,
	);
}
