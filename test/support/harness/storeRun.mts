import { parse, stringify } from 'flatted';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INode, INodeType, INodeTypes, IRun, IRunExecutionData, ITaskData } from 'n8n-workflow';

import type { Embeddings } from '../../../nodes/EmbeddingsDeapi/embeddings.ts';
import { EmbeddingsDeapi } from '../../../nodes/EmbeddingsDeapi/EmbeddingsDeapi.node.ts';
import { additionalData } from './contexts.mts';
import { MODEL } from './vectorStores.mts';

/** What a vector store does with its sub-node when it runs. */
export type Use = (embeddings: Embeddings) => Promise<unknown>;

export interface StoreOptions {
	use: Use;
	/** Of the sub-node. */
	model?: string;
	options?: IDataObject;
	/** Settings of the vector store. */
	node?: Partial<INode>;
	credentials?: Record<string, string>;
	/** How often the workflow reaches the vector store. */
	runs?: number;
}

function typeOf(name: string, inputs: INodeType['description']['inputs'], execute: INodeType['execute']): INodeType {
	const description = { displayName: name, name, group: ['transform' as const], version: 1, description: '', defaults: {}, properties: [] };
	return { description: { ...description, inputs, outputs: ['main'] }, execute };
}

const start = typeOf('start', [], async function (this: IExecuteFunctions) {
	return [this.getInputData()];
});

/** Gets its sub-node from n8n as n8n's vector stores do. */
const storeThat = (use: Use) =>
	typeOf('store', ['main', { type: 'ai_embedding', required: true, maxConnections: 1 }], async function (this: IExecuteFunctions) {
		const embeddings = (await this.getInputConnectionData('ai_embedding', 0)) as Embeddings;
		return [[{ json: { result: await use(embeddings) } as IDataObject }]];
	});

let nextExecution = 50_000;

/** A workflow of a vector store with our sub-node, on n8n-core's real engine. */
export class StoreRun {
	run!: IRun;
	private saved = '';
	private readonly given: StoreOptions;
	private execution?: ReturnType<WorkflowExecute['processRunExecutionData']>;

	constructor(given: StoreOptions) {
		this.given = given;
	}

	async start(): Promise<this> {
		const entry = { node: this.workflow().nodes.Start, data: { main: [[{ json: {} }]] }, source: null };
		await this.execute(createRunExecutionData({ executionData: { nodeExecutionStack: [entry] } }), 'trigger');
		return this;
	}

	/** A person retries the execution that failed (executions/execution.service.js, `retry`), maybe with other options saved meanwhile. */
	async retryByHand(change: Partial<StoreOptions> = {}): Promise<this> {
		Object.assign(this.given, change);
		const data: IRunExecutionData = parse(this.saved);
		const { lastNodeExecuted, runData } = data.resultData;
		delete data.resultData.error;
		if (runData[lastNodeExecuted!]?.at(-1)?.error !== undefined) runData[lastNodeExecuted!].pop();
		await this.execute(data, 'retry');
		return this;
	}

	/** A person stops it. */
	stop(): void {
		this.execution?.cancel();
	}

	/** What the store has made of its last run. */
	get result(): any {
		return this.run.data.resultData.runData.Store?.at(-1)?.data?.main[0]?.[0].json.result;
	}

	get error() {
		return this.run.data.resultData.error as
			| (Error & { description?: string; context: IDataObject; node: INode; functionality: string })
			| undefined;
	}

	/** What the editor shows of the sub-node. */
	get shown(): Array<{ input: IDataObject | undefined; output: IDataObject | undefined; error: string | undefined; status?: string }> {
		return (this.run.data.resultData.runData.Embeddings ?? []).map(({ inputOverride, data, error, executionStatus }: ITaskData) => ({
			input: inputOverride?.ai_embedding?.[0]?.[0].json,
			output: executionStatus === 'success' ? data?.ai_embedding?.[0]?.[0].json : undefined,
			error: error?.message,
			status: executionStatus,
		}));
	}

	/** What n8n keeps of the sub-node with the execution. */
	get kept(): IDataObject {
		return (this.run.data.executionData!.contextData['node:Embeddings'] ?? {}) as IDataObject;
	}

	private async execute(data: IRunExecutionData, mode: 'retry' | 'trigger'): Promise<void> {
		const { credentials = {} } = this.given;
		const additional = additionalData({ credentials, executionId: String(nextExecution++) });
		additional.logAiEvent = () => undefined;
		additional.hooks = new ExecutionLifecycleHooks(mode, additional.executionId!, { id: 'w1' } as never);
		for (const { node } of data.executionData!.nodeExecutionStack) Object.assign(node, this.workflow().nodes[node.name]);
		this.execution = new WorkflowExecute(additional, mode, data).processRunExecutionData(this.workflow());
		this.run = await this.execution;
		this.saved = stringify(this.run.data);
	}

	private workflow(): Workflow {
		const { model = MODEL, options = {}, node, runs = 1, use } = this.given;
		const spot = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const nodes: INode[] = [
			{ ...spot, id: '1', name: 'Start', type: 'test.start' },
			{ ...spot, id: '2', name: 'Store', type: 'test.store', ...node },
			{
				...spot,
				id: '3',
				name: 'Embeddings',
				type: 'n8n-nodes-deapi.embeddingsDeapi',
				credentials: { deApi: { id: '1', name: 'deAPI' } },
				parameters: { model: { __rl: true, mode: 'list', value: model }, options } as INode['parameters'],
			},
		];
		const toStore = (type: 'ai_embedding' | 'main') => ({ node: 'Store', type, index: 0 });
		const connections = {
			Start: { main: [Array(runs).fill(toStore('main'))] },
			Embeddings: { ai_embedding: [[toStore('ai_embedding')]] },
		};
		const types: Record<string, INodeType> = { 'test.start': start, 'test.store': storeThat(use) };
		const getByName = (type: string) => types[type] ?? new EmbeddingsDeapi();
		const nodeTypes: INodeTypes = { getByName, getByNameAndVersion: getByName, getKnownTypes: () => ({}) };
		return new Workflow({ id: 'w1', name: 'Test', nodes, connections, active: false, nodeTypes, settings: { executionOrder: 'v1' } });
	}
}
