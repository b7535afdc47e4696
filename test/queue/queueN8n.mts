import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort } from '../support/harness/freePort.mts';
import { N8n, PUBLIC_HOST } from '../support/harness/n8n.mts';
import { N8nProcess } from '../support/harness/n8nProcess.mts';
import type { N8nOptions } from '../support/harness/n8nProcess.mts';

/** A process beside the main one. */
class Helper extends N8nProcess {
	private readonly readiness: string;

	constructor(options: Required<N8nOptions>, command: string[], readiness: string) {
		super(options, command);
		this.readiness = readiness;
	}

	protected override async isReady(): Promise<boolean> {
		return await fetch(this.readiness).then(
			({ ok }) => ok,
			() => false,
		);
	}

	/** Whether it has worked on an execution. */
	hasRun(executionId: string): boolean {
		return this.log().includes(`Worker started execution ${executionId} `);
	}
}

/** n8n as users scale it: a main process, one for webhooks, and two workers, each with a home of its own. */
export class QueueN8n extends N8n {
	readonly workers: Helper[] = [];
	private webhooks?: Helper;

	/** @param install puts the package into a home */
	static async open(options: N8nOptions, services: Record<string, string>, install: (folder: string) => Promise<void>): Promise<QueueN8n> {
		const port = await freePort();
		const env = {
			...services,
			EXECUTIONS_MODE: 'queue',
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
			WEBHOOK_URL: `https://${PUBLIC_HOST}:${port}/`,
			...options.env,
		};
		const main = { ...options, port: await freePort(), env: { ...env, N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true' } };
		const n8n = new QueueN8n(main);
		await n8n.launch();
		n8n.webhooksUrl = `https://localhost:${port}`;

		const home = async (name: string) => {
			const folder = join(options.folder, name);
			await mkdir(folder, { recursive: true });
			await install(folder);
			return folder;
		};
		n8n.webhooks = new Helper(
			{ ...options, folder: await home('webhook'), port, env },
			['webhook'],
			`https://localhost:${port}/healthz/readiness`,
		);
		for (const name of ['worker-1', 'worker-2']) {
			const health = await freePort();
			const more = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(health) };
			const worker = { ...options, folder: await home(name), port: await freePort(), env: { ...env, ...more } };
			n8n.workers.push(new Helper(worker, ['worker', '--concurrency=10'], `http://localhost:${health}/healthz/readiness`));
		}
		// One after the other: each looks for free ports.
		for (const helper of [n8n.webhooks, ...n8n.workers]) await helper.launch();
		return n8n;
	}

	/** What all processes have logged. */
	override log(): string {
		return [super.log(), this.webhooks?.log(), ...this.workers.map((worker) => worker.log())].join('\n');
	}

	override async stop(): Promise<void> {
		await Promise.all([this.webhooks, ...this.workers].map(async (helper) => await helper?.stop()));
		await super.stop();
	}
}
