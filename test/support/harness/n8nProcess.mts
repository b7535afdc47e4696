import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Certificate } from '../emulator/certificate.mts';
import { freePort } from './freePort.mts';

/** n8n believes that this is its public name; the emulator knows that it is this machine. */
export const PUBLIC_HOST = 'n8n.example.com';

const END_WITH_PARENT = new URL('./endWithParent.mjs', import.meta.url).href;
const START_TIMEOUT = 180_000;
/** In characters. */
const LAST_WORDS = 5_000;

/** An n8n in the cache. */
export interface InstalledN8n {
	version: string;
	/** Its start script. */
	script: string;
}

export interface N8nOptions extends InstalledN8n {
	/** Its home; keep it to start the same n8n again. */
	folder: string;
	certificate: Certificate;
	port?: number;
	env?: Record<string, string>;
}

/** A process of n8n over HTTPS, with a home of its own. It does not outlive this one. */
export class N8nProcess {
	readonly url: string;
	readonly version: string;
	readonly logFile: string;
	private readonly options: Required<N8nOptions>;
	/** How n8n is told what this process is: `start`, `worker` or `webhook`. */
	private readonly command: string[];
	private child?: ChildProcess;

	protected constructor(options: Required<N8nOptions>, command: string[]) {
		this.options = options;
		this.command = command;
		this.url = `https://localhost:${options.port}`;
		this.version = options.version;
		this.logFile = join(options.folder, 'n8n.log');
	}

	/** Starts the process; after {@link kill}, the same one again. */
	async launch(): Promise<void> {
		await mkdir(this.options.folder, { recursive: true });
		const log = createWriteStream(this.logFile, { flags: 'a' });
		const child = spawn(process.execPath, ['--import', END_WITH_PARENT, this.options.script, ...this.command], {
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
			env: { N8N_RUNNERS_BROKER_PORT: String(await freePort()), ...this.environment() },
		});
		child.stdout!.pipe(log);
		child.stderr!.pipe(log);
		this.child = child;
		await this.untilReady();
	}

	async stop(): Promise<void> {
		await this.end('SIGTERM');
	}

	/** Ends the process as a crash would. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	get pid(): number {
		return this.child!.pid!;
	}

	log(): string {
		return readFileSync(this.logFile, 'utf8');
	}

	/** What it said last, for errors: CI shows nothing else, and the log goes with its folder. */
	lastWords(): string {
		return `The end of ${this.logFile}:\n${this.log().slice(-LAST_WORDS)}`;
	}

	/** Whether it answers. n8n says that it is ready before its REST API is there. */
	protected async isReady(): Promise<boolean> {
		const statuses = await Promise.all(['/healthz/readiness', '/rest/settings'].map((path) => this.statusOf(path)));
		return statuses.every((status) => status === 200);
	}

	protected async statusOf(path: string): Promise<number> {
		return await fetch(`${this.url}${path}`).then(
			({ status }) => status,
			() => 0,
		);
	}

	protected environment(): NodeJS.ProcessEnv {
		const { version, folder, certificate, port, env } = this.options;
		return {
			PATH: process.env.PATH,
			HOME: process.env.HOME,
			N8N_USER_FOLDER: folder,
			N8N_ENCRYPTION_KEY: 'only-for-tests',
			N8N_PORT: String(port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_PROTOCOL: 'https',
			N8N_SSL_KEY: certificate.keyFile,
			N8N_SSL_CERT: certificate.certFile,
			NODE_EXTRA_CA_CERTS: certificate.certFile,
			WEBHOOK_URL: `https://${PUBLIC_HOST}:${port}/`,
			N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			// Its registry is out of reach of tests, and asked for at every start.
			...(!version.startsWith('1.') && { N8N_DISABLED_MODULES: 'mcp-registry' }),
			N8N_LOG_LEVEL: 'info',
			...env,
		};
	}

	private async untilReady(): Promise<void> {
		const until = Date.now() + START_TIMEOUT;
		while (Date.now() < until) {
			if (this.child?.exitCode !== null) throw new Error(`n8n ended while it started. ${this.lastWords()}`);
			if (await this.isReady()) return;
			await delay(250);
		}
		throw new Error(`n8n was not ready after ${START_TIMEOUT} ms. ${this.lastWords()}`);
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		const child = this.child;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill(signal);
		await ended;
	}
}
