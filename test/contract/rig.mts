import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { expect, vi } from 'vitest';

import type { Operation } from '../../nodes/Deapi/operations/operation.ts';
import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { makeCertificate } from '../support/emulator/certificate.mts';
import type { Version } from '../support/emulator/api.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import type { RecordedRequest } from '../support/emulator/emulator.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import type { Case, Output } from './cases.mts';

export const CREDENTIALS = { apiKey: 'rig-key', webhookSecret: '' };

/** n8n's engine with our node on one side, the emulated API on the other. */
export class Rig {
	/** Of a job that is done: a picture of 256 × 256. */
	requestId = '';
	readonly emulator: Emulator;
	/** Of the API, as the credential has it. */
	version: Version = 'v2';
	private readonly folder: string;

	private constructor(emulator: Emulator, folder: string) {
		this.emulator = emulator;
		this.folder = folder;
	}

	static async open(): Promise<Rig> {
		const folder = await mkdtemp(join(tmpdir(), 'deapi-rig-'));
		const certificate = await makeCertificate(folder, ['localhost']);
		setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
		const emulator = await new Emulator({ certificate, ...CREDENTIALS }).start();
		emulator.jobs.duration = 1;
		emulator.balance = 1_000;
		const rig = new Rig(emulator, folder);
		const { json } = (await rig.run({ prompt: 'a cat', ratio: 'custom', width: 256, height: 256, waitMode: 'dontWait' })).output[0];
		rig.requestId = String(json.request_id);
		while (emulator.jobs.all.get(rig.requestId)?.status !== 'done') await delay(10);
		return rig;
	}

	async close(): Promise<void> {
		await this.emulator.stop();
		await rm(this.folder, { recursive: true });
	}

	/** Before a test: nothing of the one before is left. Polls as often as it likes, since the emulator's jobs take no time. */
	clear(): void {
		vi.spyOn(realTiming, 'sleep').mockImplementation(async (ms) => await delay(Math.min(ms, 15)));
		forgetCatalog();
		this.version = 'v2';
		this.emulator.requests.length = 0;
		this.emulator.calm();
		this.emulator.jobs.duration = 1;
		this.emulator.hasSamples = true;
	}

	/** The workflow after it has ended. */
	async run(parameters: Record<string, unknown>, items?: INodeExecutionData[], more: Partial<ContextOptions> = {}): Promise<WorkflowRun> {
		return await new WorkflowRun({
			credentials: { ...CREDENTIALS, baseUrl: this.emulator.url, apiVersion: this.version },
			items,
			...more,
			parameters: parameters as ContextOptions['parameters'],
		}).start();
	}

	/** @param more its number of items, and what else its context has */
	async runCase(
		{ resource, value, kind }: Operation,
		{ parameters, files = {} }: Case,
		options: IDataObject = {},
		{ times = 1, ...more }: Partial<ContextOptions> & { times?: number } = {},
	): Promise<WorkflowRun> {
		const binary: INodeExecutionData['binary'] = {};
		for (const [field, { fileName, mimeType, make }] of Object.entries(files)) {
			binary[field] = { data: (await make()).toString('base64'), fileName, mimeType };
		}
		const named = JSON.parse(JSON.stringify(parameters).replaceAll('REQUEST_ID', this.requestId)) as Record<string, object>;
		const waits = kind === 'job' ? { waitMode: 'polling' } : {};
		const merged = { ...waits, ...named, options: { ...named.options, ...options } };
		return await this.run({ resource, operation: value, ...merged }, Array(times).fill({ json: {}, binary }), more);
	}

	/** What comes out of an operation; fails the test where that is an error. */
	async output(operation: Operation, entry: Case, options?: IDataObject): Promise<Output> {
		const run = await this.runCase(operation, entry, options);
		expect(run.error && { message: run.error.message, description: run.error.description }).toBeUndefined();
		const [{ json, binary = {} }, ...more] = run.output;
		expect(more).toEqual([]);
		const files = Object.entries(binary);
		return {
			json,
			files: Object.fromEntries(files.map(([field, { data }]) => [field, Buffer.from(data, 'base64')])),
			names: Object.fromEntries(files.map(([field, { fileName }]) => [field, fileName ?? ''])),
		};
	}

	/** What an operation fails with; fails the test where it does not. */
	async error(operation: Operation, entry: Case): Promise<Error & { description?: string }> {
		const { error } = await this.runCase(operation, entry);
		expect(error).toBeDefined();
		return error!;
	}

	requestsTo(what: string): RecordedRequest[] {
		return this.emulator.requests.filter(({ method, path }) => `${method} ${path}` === what);
	}

	/** The requests that cost money. */
	paid(): RecordedRequest[] {
		return this.emulator.requests.filter(({ method, path }) => (method === 'POST' || path.startsWith('/prompts/')) && !isPrice(path));
	}

	prices(): RecordedRequest[] {
		return this.emulator.requests.filter(({ path }) => isPrice(path));
	}
}

function isPrice(path: string): boolean {
	return /\/price(-calculation)?$/.test(path);
}
