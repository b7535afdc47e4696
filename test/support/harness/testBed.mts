import { execFile } from 'node:child_process';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { makeCertificate } from '../emulator/certificate.mts';
import type { Certificate } from '../emulator/certificate.mts';
import { Emulator } from '../emulator/emulator.mts';
import type { EmulatorOptions, RecordedRequest } from '../emulator/emulator.mts';
import { installCommunityPackage } from './communityPackage.mts';
import type { Execution, Item, NodeFailure } from './execution.mts';
import { N8n, PUBLIC_HOST } from './n8n.mts';
import type { InstalledN8n, N8nOptions } from './n8n.mts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const API_KEY = 'emulated-api-key';
export const WEBHOOK_SECRET = 'emulated-webhook-secret';

const run = promisify(execFile);

/** Everything that a workflow needs to run: an emulated deAPI, and a real n8n with our package in it. */
export interface TestBed {
	emulator: Emulator;
	n8n: N8n;
	certificate: Certificate;
	/** The home of n8n. */
	folder: string;
	apiKey: string;
	/** A credential for the emulator, with webhook secret. */
	credentialId: string;
	/** Another one, with some of its data changed. */
	addCredential(change: Record<string, string>): Promise<string>;
	/** Publishes a workflow that starts with a webhook of its own name, and {@link call}s it. */
	runWorkflow(workflow: Record<string, unknown> & { name: string }, body?: unknown): Promise<Run>;
	/** Calls the webhook of a published workflow that has not run before, and waits for its end. */
	call(workflow: { id: string; path: string }, body?: unknown): Promise<Run>;
	close(): Promise<void>;
}

/** What a run of a workflow has come to. */
export interface Run {
	execution: Execution;
	/** The output of its last node. */
	items: Item[];
	error?: Pick<NodeFailure, 'message' | 'description'>;
	/** What the emulator was asked meanwhile, and what of it costs money. */
	requests: RecordedRequest[];
	paid: RecordedRequest[];
}

export interface TestBedOptions {
	n8n: InstalledN8n;
	tarball: string;
	n8nEnv?: Record<string, string>;
	/** Starts n8n otherwise than as a single process. */
	startN8n?: (options: N8nOptions) => Promise<N8n>;
	emulator?: Partial<EmulatorOptions>;
}

export async function openTestBed({
	n8n: installed,
	tarball,
	n8nEnv,
	startN8n = N8n.start,
	emulator: emulatorOptions,
}: TestBedOptions): Promise<TestBed> {
	const folder = await realpath(await mkdtemp(join(tmpdir(), 'deapi-test-bed-')));
	const certificate = await makeCertificate(folder, ['localhost', PUBLIC_HOST]);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);

	const emulator = await new Emulator({ certificate, apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET, ...emulatorOptions }).start();
	await installCommunityPackage(folder, tarball, run);
	const n8n = await startN8n({ ...installed, folder, certificate, env: n8nEnv });
	const credential = { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET, baseUrl: emulator.url };
	const addCredential = async (change: Record<string, string>) => await n8n.createCredential('deAPI', { ...credential, ...change });
	const credentialId = await addCredential({});
	const call: TestBed['call'] = async ({ id, path }, body = {}) => {
		const before = emulator.requests.length;
		await n8n.trigger(path, body);
		return runOf(await n8n.untilExecution(id, ['success', 'error']), emulator.requests.slice(before));
	};
	const runWorkflow: TestBed['runWorkflow'] = async (workflow, body) =>
		await call({ id: await n8n.addWorkflow(workflow, credentialId), path: workflow.name }, body);
	const close = async () => {
		await n8n.stop();
		await emulator.stop();
		await rm(folder, { recursive: true, force: true });
	};
	return { emulator, n8n, certificate, folder, apiKey: API_KEY, credentialId, addCredential, runWorkflow, call, close };
}

function runOf(execution: Execution, requests: RecordedRequest[]): Run {
	const { runData, lastNodeExecuted, error } = execution.data.resultData;
	return {
		execution,
		items: runData[lastNodeExecuted ?? '']?.at(-1)?.data?.main[0] ?? [],
		error: error && { message: error.message, description: error.description },
		requests,
		paid: paidOf(requests),
	};
}

/** Those of the requests that cost money. */
export function paidOf(requests: RecordedRequest[]): RecordedRequest[] {
	const isFree = ({ path }: RecordedRequest) => /\/price(-calculation)?$|^\/broadcasting\//.test(path);
	return requests.filter((request) => (request.method === 'POST' || request.path.startsWith('/prompts/')) && !isFree(request));
}

/** Builds nothing: packs what `npm run build` has left in dist. Returns the tarball's path. */
export async function packTarball(folder: string): Promise<string> {
	await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
	const [name] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
	return join(folder, name);
}
