import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { parse, stringify } from 'flatted';
import { createRunExecutionData } from 'n8n-workflow';
import type { INode, INodeExecutionData, IRun, IRunExecutionData, IWebhookResponseData } from 'n8n-workflow';

import { Deapi } from '../../../nodes/Deapi/Deapi.node.ts';
import { additionalData, deapiNode, webhookContext, workflowOf } from './contexts.mts';
import type { ContextOptions } from './contexts.mts';

const START: INode = { id: '0', name: 'Start', type: 'test.start', typeVersion: 1, position: [0, 0], parameters: {} };
/** Above those of the executions in test/engine/parkedBy050. */
let nextExecution = 1_000;

/** A workflow of two nodes, Start and deAPI, on n8n-core's real engine. */
export class WorkflowRun {
	run!: IRun;
	private options: ContextOptions;

	constructor(options: ContextOptions) {
		// Like n8n's, no two executions have the same ID.
		this.options = { executionId: String(nextExecution++), ...options };
	}

	/** An execution as n8n's database has it. */
	static stored(flatted: string, executionId: string): WorkflowRun {
		const data: IRunExecutionData = parse(flatted);
		const { parameters, ...node } = data.executionData!.nodeExecutionStack[0].node;
		const run = new WorkflowRun({ executionId, parameters, node });
		run.run = { data, mode: 'trigger', status: 'waiting', startedAt: new Date(), storedAt: 'db' };
		return run;
	}

	async start(): Promise<this> {
		const items = this.options.items ?? [{ json: {} }];
		const data = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node: START, data: { main: [items] }, source: null }] },
		});
		await this.process(data);
		return this;
	}

	/** What a person does with a failed execution: mend the workflow, and start it again from the failed node. */
	async retryByHand(parameters: ContextOptions['parameters']): Promise<void> {
		const data = persisted(this.run.data);
		const [entry] = data.executionData!.nodeExecutionStack;
		delete data.resultData.error;
		delete data.waitTill;
		data.resultData.runData.deAPI.pop();
		this.options = {
			...this.options,
			executionId: String(nextExecution++),
			parameters: { ...this.options.parameters, ...parameters },
		};
		entry.node = deapiNode(this.options);
		await this.process(data);
	}

	/** What n8n's wait tracker does when no callback came. */
	async timeOut(): Promise<void> {
		await this.process(persisted(this.run.data));
	}

	/** Brings a callback to the parked execution, and resumes it if the node says so: what n8n does with both. */
	async callBack(request: { headers: Record<string, string>; rawBody: Buffer }) {
		// n8n keeps a parked execution in its database.
		const data = persisted(this.run.data);
		const [entry] = data.executionData!.nodeExecutionStack;
		entry.node.disabled = true;
		data.waitTill = undefined;
		data.resultData.runData.deAPI.pop();
		const { context, response } = webhookContext(request, data, this.options);
		const answer: IWebhookResponseData = await new Deapi().webhook.call(context);
		if (answer.workflowData) {
			entry.data.main = answer.workflowData;
			entry.metadata = { ...entry.metadata, forwardAllOutputs: true } as typeof entry.metadata;
			await this.process(data);
		}
		return { resumed: answer.workflowData !== undefined, status: response.status ?? 200 };
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

	private async process(data: IRunExecutionData): Promise<void> {
		const connection = { node: 'deAPI', type: 'main' as const, index: 0 };
		const connections = { Start: { main: [Array(this.options.runs ?? 1).fill(connection)] } };
		const workflow = workflowOf([START, deapiNode(this.options)], connections);
		const additional = additionalData(this.options);
		additional.hooks = new ExecutionLifecycleHooks('trigger', additional.executionId!, { id: 'w1' } as never);
		this.run = await new WorkflowExecute(additional, this.options.mode ?? 'trigger', data).processRunExecutionData(workflow);
	}
}

/** What comes back of execution data that n8n has put into its database. */
function persisted(data: IRunExecutionData): IRunExecutionData {
	return parse(stringify(data));
}
