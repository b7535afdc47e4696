import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { parse, stringify } from 'flatted';
import { createRunExecutionData } from 'n8n-workflow';
import type { ExecutionStatus, IExecuteData, INode, INodeExecutionData, IRun, IRunExecutionData, Workflow } from 'n8n-workflow';

import { Deapi } from '../../../nodes/Deapi/Deapi.node.ts';
import { additionalData, deapiNode, webhookContext, workflowOf } from './contexts.mts';
import type { ContextOptions } from './contexts.mts';

const START: INode = { id: '0', name: 'Start', type: 'test.start', typeVersion: 1, position: [0, 0], parameters: {} };
/** Above those of the executions in test/engine/parkedBy050. */
let nextExecution = 1_000;

/** n8n 2.x resumes an execution only if it still waits; 1.x asks for nothing. */
const RESUMES_WAITING_ONLY = 'rethrowNodeError' in WorkflowExecute.prototype;

/** What n8n's database has of an execution. */
interface Row {
	status: ExecutionStatus;
	flatted: string;
}

/**
 * A workflow of two nodes, Start and deAPI, on n8n-core's real engine. What n8n does around the engine is done here
 * as there: what it saves and when, what a callback, the end of a wait, a person's Retry and Stop do to what is saved.
 */
export class WorkflowRun {
	run!: IRun;
	/** Two deliveries that come at once both find what the first has found. */
	saved!: Row;
	private options: ContextOptions;
	private execution?: ReturnType<WorkflowExecute['processRunExecutionData']>;
	/** Counts the processes that have had hold of the execution. */
	private processes = 0;

	constructor(options: ContextOptions) {
		// Like n8n's, no two executions have the same ID.
		this.options = { executionId: String(nextExecution++), ...options };
	}

	/** An execution as n8n's database has it. */
	static stored(flatted: string, executionId: string): WorkflowRun {
		const data: IRunExecutionData = parse(flatted);
		const { parameters, ...node } = data.executionData!.nodeExecutionStack[0].node;
		const run = new WorkflowRun({ executionId, parameters, node });
		const status = data.waitTill ? 'waiting' : 'error';
		run.saved = { status, flatted };
		run.run = { data, mode: 'trigger', status, startedAt: new Date(), storedAt: 'db' };
		return run;
	}

	async start(): Promise<this> {
		const items = this.options.items ?? [{ json: {} }];
		const data = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node: START, data: { main: [items] }, source: null }] },
		});
		await this.execute(data);
		return this;
	}

	/**
	 * What n8n does when a person retries an execution that failed: with the original workflow, or, where parameters
	 * are given, with the one that is saved by then (executions/execution.service.js, `retry`).
	 */
	async retryByHand(parameters?: ContextOptions['parameters']): Promise<void> {
		const data = this.stored();
		const { lastNodeExecuted, runData } = data.resultData;
		if (lastNodeExecuted) {
			delete data.resultData.error;
			if (runData[lastNodeExecuted]?.at(-1)?.error !== undefined) runData[lastNodeExecuted].pop();
		}
		const options: ContextOptions = { ...this.options, executionId: String(nextExecution++), mode: 'retry' };
		if (parameters) {
			options.parameters = { ...options.parameters, ...parameters };
			const { nodes } = workflowOf([START, deapiNode(options)]);
			// All entries of a node get the same object.
			for (const entry of data.executionData!.nodeExecutionStack) {
				if (!nodes[entry.node.name]) throw new Error(`Could not find the node "${entry.node.name}" in workflow.`);
				entry.node = nodes[entry.node.name];
			}
		}
		this.options = options;
		await this.execute(data);
	}

	/** What n8n's wait tracker does when no callback came (wait-tracker.js, `startExecution`): the engine sees to the rest. */
	async timeOut(): Promise<void> {
		if (this.saved.status !== 'waiting') throw new Error(`The execution does not wait: ${this.saved.status}`);
		await this.execute(this.stored());
	}

	/** Brings a callback to the execution, and resumes it if the node says so (webhooks/waiting-webhooks.js, webhook-helpers.js). */
	async callBack(request: { headers: Record<string, string>; rawBody: Buffer }): Promise<{ resumed: boolean; status: number }> {
		const { status } = this.saved;
		const data = this.stored();
		const { error, lastNodeExecuted, runData } = data.resultData;
		if (status === 'running' || status === 'success' || error) return { resumed: false, status: 409 };
		const [entry] = data.executionData!.nodeExecutionStack;
		entry.node.disabled = true;
		data.waitTill = undefined;
		const placeholder = runData[lastNodeExecuted!].pop();
		if (!placeholder && RESUMES_WAITING_ONLY) return { resumed: false, status: 500 };

		const { context, response } = webhookContext(request, data, this.options);
		const [answered] = await Promise.allSettled([Deapi.prototype.webhook.call(context)]);
		if (answered.status === 'rejected') {
			// n8n lets this pass to the next node.
			data.resultData = { runData: {}, lastNodeExecuted, error: answered.reason };
			await this.resume(data, entry, [[{ json: {} }]]);
			return { resumed: true, status: 500 };
		}
		const { workflowData } = answered.value;
		if (!workflowData) return { resumed: false, status: response.status ?? 200 };
		// It may have been resumed by another delivery meanwhile.
		if (this.saved.status !== 'waiting' && RESUMES_WAITING_ONLY) return { resumed: false, status: 500 };
		await this.resume(data, entry, workflowData);
		return { resumed: true, status: response.status ?? 200 };
	}

	/** A person stops the execution (executions/execution.service.js, `stop`). What runs goes on until it looks at its signal. */
	stop(): void {
		const data = this.stored();
		this.execution?.cancel();
		data.resultData.error = { name: 'ManualExecutionCancelledError', message: 'The execution was cancelled manually' } as never;
		this.save('canceled', data);
	}

	/** n8n's process dies, and the next one finds what was saved (executions/execution-recovery.service.js, `amend`). */
	die(): void {
		this.processes++;
		this.execution?.cancel();
		const data = this.stored();
		const { runData } = data.resultData;
		const found = { startTime: Date.now(), executionIndex: 0, executionTime: 0, source: [null] };
		runData.Start ??= [{ ...found, executionStatus: 'success', data: { main: [[{ json: {} }]] } }];
		if (!runData.deAPI) {
			const error = { name: 'NodeCrashedError', message: 'Node crashed, possible out-of-memory issue' } as never;
			runData.deAPI = [{ ...found, executionStatus: 'crashed', error }];
			data.resultData.error = { name: 'WorkflowCrashedError', message: 'Workflow did not finish' } as never;
			data.resultData.lastNodeExecuted = 'deAPI';
		}
		this.save('crashed', data);
	}

	get output(): INodeExecutionData[] {
		return this.run.data.resultData.runData.deAPI?.at(-1)?.data?.main[0] ?? [];
	}

	get errorOutput(): INodeExecutionData[] {
		return this.run.data.resultData.runData.deAPI?.at(-1)?.data?.main[1] ?? [];
	}

	get error() {
		return this.run.data.resultData.error as (Error & { description?: string; context?: Record<string, unknown> }) | undefined;
	}

	get hints(): string[] {
		return (this.run.data.resultData.runData.deAPI?.at(-1)?.hints ?? []).map(({ message }) => message);
	}

	private async resume(data: IRunExecutionData, entry: IExecuteData, workflowData: Array<INodeExecutionData[] | null>): Promise<void> {
		entry.data.main = workflowData;
		// Of 2.x; 1.x does not look at it.
		entry.metadata = { ...entry.metadata, forwardAllOutputs: true } as typeof entry.metadata;
		await this.execute(data);
	}

	private async execute(data: IRunExecutionData): Promise<void> {
		const process = ++this.processes;
		this.save('running', data);
		const additional = additionalData(this.options);
		additional.hooks = new ExecutionLifecycleHooks(this.options.mode ?? 'trigger', additional.executionId!, { id: 'w1' } as never);
		// Before whatever the node adds.
		additional.hooks.addHandler('workflowExecuteAfter', (run) => {
			if (process === this.processes) this.save(run.waitTill ? 'waiting' : run.status, run.data);
		});
		this.execution = new WorkflowExecute(additional, this.options.mode ?? 'trigger', data).processRunExecutionData(this.workflow());
		const run = await this.execution;
		if (process === this.processes) this.run = run;
	}

	private workflow(): Workflow {
		const connection = { node: 'deAPI', type: 'main' as const, index: 0 };
		const { runs = 1, settings } = this.options;
		return workflowOf([START, deapiNode(this.options)], { Start: { main: [Array(runs).fill(connection)] } }, {}, settings);
	}

	private save(status: ExecutionStatus, data: IRunExecutionData): void {
		this.saved = { status, flatted: stringify(data) };
	}

	private stored(): IRunExecutionData {
		return parse(this.saved.flatted);
	}
}
