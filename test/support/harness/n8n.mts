import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse as unflatten } from 'flatted';

import type { Execution, Item } from './execution.mts';
import { freePort } from './freePort.mts';
import { N8nProcess } from './n8nProcess.mts';
import type { InstalledN8n, N8nOptions } from './n8nProcess.mts';
import { postOncePublished, PUBLISH_TIMEOUT } from './post.mts';

export { PUBLIC_HOST } from './n8nProcess.mts';
export type { InstalledN8n, N8nOptions };

const OWNER = { email: 'owner@example.com', firstName: 'Ada', lastName: 'Demo', password: 'Emulated-1' };
/** In one answer. */
const MOST_EXECUTIONS = 100;
/** Of a command, in bytes. */
const LONGEST_PRINT = 50_000_000;

/** A real n8n over HTTPS, with an owner who is signed in. */
export class N8n extends N8nProcess {
	readonly owner = OWNER;
	/** Where production webhooks are answered. */
	webhooksUrl = this.url;
	private readonly home: string;
	private readonly script: string;
	private cookie = '';
	private saving: Promise<unknown> = Promise.resolve();

	protected constructor(options: Required<N8nOptions>) {
		super(options, ['start']);
		this.home = options.folder;
		this.script = options.script;
	}

	static async start(options: N8nOptions): Promise<N8n> {
		const n8n = new N8n({ env: {}, ...options, port: options.port ?? (await freePort()) });
		await n8n.launch();
		return n8n;
	}

	override async launch(): Promise<void> {
		await super.launch();
		await this.signIn();
	}

	/** Calls n8n's REST API as the owner. */
	async rest<T = any>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await this.fetch(method, `/rest${path}`, body);
		const text = await response.text();
		if (!response.ok) throw new Error(`n8n answered ${response.status} to ${method} ${path}: ${text.slice(0, 500)}`);
		return (JSON.parse(text) as { data: T }).data;
	}

	/** A file that n8n serves to its editor, such as `/types/nodes.json`. */
	async get<T = any>(path: string): Promise<T> {
		const response = await this.fetch('GET', path);
		if (!response.ok) throw new Error(`n8n answered ${response.status} to GET ${path}`);
		return (await response.json()) as T;
	}

	async createCredential(name: string, data: Record<string, unknown>, type = 'deApi'): Promise<string> {
		return (await this.save(async () => await this.rest<{ id: string }>('POST', '/credentials', { name, type, data }))).id;
	}

	/** Imports a workflow, gives our nodes a credential, and publishes it. */
	async addWorkflow(workflow: Record<string, any>, credentialId?: string, { active = true } = {}): Promise<string> {
		const nodes = workflow.nodes.map((node: Record<string, unknown>) =>
			credentialId !== undefined && String(node.type).startsWith('n8n-nodes-deapi.')
				? { ...node, credentials: { deApi: { id: credentialId, name: 'deAPI' } } }
				: node,
		);
		const { name, connections, settings = {} } = workflow;
		return await this.save(async () => {
			const saved = await this.rest('POST', '/workflows', { name, nodes, connections, settings, active: false });
			if (active) await this.publish(saved);
			return saved.id;
		});
	}

	/** The same on the command line. Its nodes bring their credentials, and the workflow its ID. */
	async importWorkflow(workflow: Record<string, any>): Promise<string> {
		const input = join(this.home, `${workflow.id}.json`);
		await writeFile(input, JSON.stringify({ ...workflow, active: false }));
		await this.runCommand('import:workflow', `--input=${input}`);
		await this.publish(await this.rest('GET', `/workflows/${workflow.id}`));
		return workflow.id;
	}

	/** Runs a command of n8n beside it, and returns what that prints. */
	async runCommand(...args: string[]): Promise<string> {
		const env = { ...this.environment(), N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
		return (await promisify(execFile)(process.execPath, [this.script, ...args], { env, maxBuffer: LONGEST_PRINT })).stdout;
	}

	/** Calls a workflow's production webhook, with JSON or with a form, or submits its form, and returns the answer. */
	async trigger(path: string, body: unknown, kind: 'webhook' | 'form' = 'webhook'): Promise<string> {
		const response = await this.post(`${kind}/${path}`, body);
		if (!response.ok) throw new Error(`n8n answered ${response.status} to the ${kind} ${path}: ${await response.text()}`);
		return await response.text();
	}

	/** POSTs to what a workflow offers under an address. */
	async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
		return await postOncePublished(`${this.webhooksUrl}/${path}`, body, headers);
	}

	/**
	 * The URL of a published node that starts its workflow with a POST. n8n registers it a moment later; it answers
	 * a GET with the advice to POST then, and starts nothing.
	 *
	 * @param path e.g. `webhook/<id>`
	 */
	async untilRegistered(path: string): Promise<string> {
		const url = `${this.webhooksUrl}/${path}`;
		const until = Date.now() + PUBLISH_TIMEOUT;
		while (!(await (await fetch(url)).text()).includes('POST request')) {
			if (Date.now() > until) throw new Error(`n8n did not register ${url} within ${PUBLISH_TIMEOUT} ms`);
			await delay(100);
		}
		return url;
	}

	/** The executions of a workflow, the newest first. */
	async executions(workflowId: string, status?: string[]): Promise<Array<{ id: string; status: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
		const found: Array<{ id: string; status: string }> = [];
		for (let page = ''; ; ) {
			const { results, nextCursor } = await this.rest('GET', `/executions?filter=${filter}&limit=${MOST_EXECUTIONS}${page}`);
			found.push(...results);
			if (results.length < MOST_EXECUTIONS || nextCursor === null) return found;
			// n8n 1.x goes on below an ID.
			page = nextCursor === undefined ? `&lastId=${found.at(-1)!.id}` : `&cursor=${encodeURIComponent(nextCursor)}`;
		}
	}

	async execution(id: string): Promise<Execution> {
		const { data, ...execution } = await this.rest('GET', `/executions/${id}`);
		return { ...execution, data: unflatten(data) };
	}

	/** Waits until an execution of the workflow is in one of the given states. */
	async untilExecution(workflowId: string, states: string[], { index = 0, timeout = 60_000 } = {}): Promise<Execution> {
		const until = Date.now() + timeout;
		let seen = 'none';
		while (Date.now() < until) {
			const all = (await this.executions(workflowId)).sort((a, b) => Number(a.id) - Number(b.id));
			if (all[index] && states.includes(all[index].status)) return await this.execution(all[index].id);
			seen = all[index]?.status ?? seen;
			await delay(100);
		}
		throw new Error(`No execution became ${states.join(' or ')} within ${timeout} ms; its state is ${seen}. ${this.lastWords()}`);
	}

	/** The same for as many executions of the workflow as there are to be: a busy machine takes its time for each of them. */
	async untilExecutions(workflowId: string, states: string[], count: number, timeout = 60_000 + count * 2_000): Promise<Execution[]> {
		const until = Date.now() + timeout;
		for (;;) {
			const all = await this.executions(workflowId, states);
			if (all.length >= count) return await Promise.all(all.map(async ({ id }) => await this.execution(id)));
			if (Date.now() > until)
				throw new Error(`Of ${count} executions, ${all.length} became ${states.join(' or ')} within ${timeout} ms. ${this.lastWords()}`);
			await delay(250);
		}
	}

	async binary(id: string): Promise<Buffer> {
		const response = await this.fetch('GET', `/rest/binary-data?id=${encodeURIComponent(id)}&action=download`);
		if (!response.ok) throw new Error(`n8n answered ${response.status} for binary data ${id}`);
		return Buffer.from(await response.arrayBuffer());
	}

	/** An item of an execution, with its files read. */
	async read({ json, binary = {} }: Item): Promise<{ json: Item['json']; files: Record<string, Buffer>; names: Record<string, string> }> {
		const fields = Object.entries(binary);
		const files = await Promise.all(fields.map(async ([field, { id }]) => [field, await this.binary(id)] as const));
		return { json, files: Object.fromEntries(files), names: Object.fromEntries(fields.map(([field, { fileName }]) => [field, fileName])) };
	}

	/** One thing after the other: n8n 1.x breaks its database where two are saved at once. */
	private async save<T>(work: () => Promise<T>): Promise<T> {
		const saved = this.saving.then(work);
		this.saving = saved.catch(() => undefined);
		return await saved;
	}

	private async publish({ id, versionId }: { id: string; versionId: string }): Promise<void> {
		const response = await this.fetch('POST', `/rest/workflows/${id}/activate`, { versionId });
		// n8n 1.x publishes by an update of the workflow.
		if (response.status === 404) await this.rest('PATCH', `/workflows/${id}`, { active: true, versionId });
		else if (!response.ok) throw new Error(`n8n did not publish workflow ${id}: ${await response.text()}`);
	}

	private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		return await fetch(`${this.url}${path}`, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.cookie, 'browser-id': 'tests' },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
	}

	private async signIn(): Promise<void> {
		const { email, password } = OWNER;
		const login = async () => await this.fetch('POST', '/rest/login', { emailOrLdapLoginId: email, email, password });
		let response = await login();
		// It may answer before all of its REST API is there.
		for (let tries = 0; response.status === 404 && tries < 100; tries++) {
			await delay(100);
			response = await login();
		}
		if (!response.ok) response = await this.fetch('POST', '/rest/owner/setup', OWNER);
		if (!response.ok) throw new Error(`n8n let no owner sign in: ${response.status} ${await response.text()}`);
		this.cookie = response.headers
			.getSetCookie()
			.map((cookie) => cookie.split(';')[0])
			.join('; ');
	}
}
