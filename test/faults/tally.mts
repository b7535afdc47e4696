import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Job } from '../support/emulator/jobs.mts';
import type { Execution, Item } from '../support/harness/execution.mts';
import type { TestBed } from '../support/harness/testBed.mts';
import { rewired, workflowOf } from '../support/harness/workflows.mts';
import type { NodeSpec } from '../support/harness/workflows.mts';

export interface Tally {
	runs: number;
	passed: number;
	/** Undefined until the row has counted them. */
	lost?: number;
	doubled?: number;
	/** Why a run did not pass. */
	complaints: string[];
}

let rows = 0;

/** One row of the fault table: what is run, and what is counted. */
export class Row {
	readonly testBed: TestBed;
	readonly tally: Tally = { runs: 0, passed: 0, complaints: [] };
	private readonly known: Set<string>;
	private readonly workflows: string[] = [];
	private readonly tag = `row${++rows}`;
	private paths = 0;

	constructor(testBed: TestBed) {
		this.testBed = testBed;
		this.known = new Set(testBed.emulator.jobs.all.keys());
	}

	/** The jobs that deAPI took in this row. */
	get jobs(): Job[] {
		return [...this.testBed.emulator.jobs.all.values()].filter(({ requestId }) => !this.known.has(requestId));
	}

	/** The last job for a prompt. */
	jobFor(prompt: string): Job | undefined {
		return this.jobs.findLast(({ fields }) => fields.prompt === prompt);
	}

	/** One that nothing else has. */
	path(): string {
		return `${this.tag}-${++this.paths}`;
	}

	/** Publishes a workflow, and returns its ID. */
	async add(workflow: Record<string, unknown>, options = {}): Promise<string> {
		const id = await this.testBed.n8n.addWorkflow(workflow, this.testBed.credentialId, options);
		this.workflows.push(id);
		return id;
	}

	/** Publishes a workflow of these nodes in a row, or wired otherwise. Returns how to start it, and its ID. */
	async workflow(nodes: NodeSpec[], connections: object = {}) {
		const path = this.path();
		const id = await this.add(rewired(workflowOf(path, ...nodes), connections));
		return { id, start: async (body: object = { prompt: path }) => await this.testBed.n8n.trigger(path, body) };
	}

	/**
	 * Counts a run as passed if nothing in it throws.
	 *
	 * @param name of the run, where the row has several of different kinds
	 */
	async run(check: () => Promise<void>, name?: string): Promise<void> {
		this.tally.runs++;
		try {
			await check();
			this.tally.passed++;
		} catch (error) {
			const { message, cause = '' } = error as Error;
			this.tally.complaints.push(`${name ? `${name}: ` : ''}${message.slice(0, 400)} ${cause}`.trim());
		}
	}

	/**
	 * Holds what a person can read of the executions, outputs and errors, against the jobs that deAPI took.
	 * Lost is a job that did not fail and whose request ID is nowhere, unless an error says that one may be
	 * running. Doubled is a second job for the same prompt or text although the first did not fail.
	 *
	 * @param log where n8n keeps nothing of an execution, what it has logged
	 */
	account(executions: Execution[], log = ''): void {
		const told = JSON.stringify(executions.map(({ data }) => data.resultData)) + log;
		const alive = this.jobs.filter(({ status }) => status !== 'error');
		const untold = alive.filter(({ requestId }) => !told.includes(requestId)).length;
		const doubts = executions.filter(({ data }) =>
			/may have been submitted|nothing is billed twice/.test(JSON.stringify(data.resultData)),
		).length;
		this.tally.lost = Math.max(0, untold - doubts);
		this.tally.doubled = alive.length - new Set(alive.map(({ fields }) => JSON.stringify(fields.prompt ?? fields.text))).size;
	}

	/** The same for all executions of the workflows of this row. */
	async accountForAll(log = ''): Promise<void> {
		const { n8n } = this.testBed;
		const found = await Promise.all(this.workflows.map(async (id) => await n8n.executions(id)));
		this.account(await Promise.all(found.flat().map(async ({ id }) => await n8n.execution(id))), log);
	}

	/** The last node's items, checked against what deAPI's storage holds. */
	async goodItems(execution: Execution, node = 'Generate', output = 0): Promise<Item[]> {
		const items = execution.data.resultData.runData[node]?.at(-1)?.data?.main[output] ?? [];
		for (const { json, binary } of items) {
			if (!binary) continue;
			const content = await this.testBed.n8n.binary(binary.data.id);
			const stored = this.testBed.emulator.jobs.all.get(json.request_id)?.result?.content;
			assert(stored !== undefined && sha256(content) === sha256(stored), `The file of ${json.request_id} is not what was stored`);
		}
		return items;
	}

	async untilJobs(count: number): Promise<Job[]> {
		for (let waited = 0; waited < 15_000; waited += 20) {
			if (this.jobs.length >= count) return this.jobs;
			await delay(20);
		}
		throw new Error(`There are ${this.jobs.length} jobs, not ${count}`);
	}
}

export function assert(truth: boolean, complaint: string): asserts truth {
	if (!truth) throw new Error(complaint);
}

function sha256(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}
