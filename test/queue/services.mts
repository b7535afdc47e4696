import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';

import { freePort } from '../support/harness/freePort.mts';
import { answers, HOST, start, startPostgres, untilAnswers } from '../support/harness/postgres.mts';
import type { Postgres } from '../support/harness/postgres.mts';

/** Redis and PostgreSQL, with room of their own for one run of the tests. */
export interface Services {
	/** What n8n has to be told of them. */
	env: Record<string, string>;
	/** A database of PostgreSQL beside n8n's, as an address. */
	otherDatabase: string;
	/** Where they were found, for people. */
	where: string;
	/** Takes the room away, and ends what was started. */
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
	const other = `${name}_other`;
	for (const database of [name, other]) await query(`CREATE DATABASE ${database}`);
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
		otherDatabase: `postgres://${access.user}:${access.password}@${HOST}:${access.port}/${other}`,
		close: async () => {
			for (const database of [name, other]) await query(`DROP DATABASE ${database} WITH (FORCE)`);
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
