import { ExecuteContext, WebhookContext } from 'n8n-core';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import type {
	IExecuteData,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRunExecutionData,
	IWebhookFunctions,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { Deapi } from '../../../nodes/Deapi/Deapi.node.ts';
import { DeapiTrigger } from '../../../nodes/DeapiTrigger/DeapiTrigger.node.ts';
import type { Api } from '../../../nodes/shared/api/client.ts';
import { LiveUpdates } from '../../../nodes/shared/live/liveUpdates.ts';

export const BASE_URL = 'https://api.deapi.test';
export const API = '/api/v2';
export const API_V1 = '/api/v1/client';
export const API_KEY = 'a-key-that-must-stay-secret';
export const WEBHOOK_SECRET = 'a-secret-that-must-stay-secret';
export const RESUME_BASE = 'https://n8n.example.com/webhook-waiting';

/** Starts a workflow: hands on the items it is given. */
class Start implements INodeType {
	description = {
		displayName: 'Start',
		name: 'start',
		group: ['trigger' as const],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main' as const],
		properties: [],
	};

	async execute(this: IExecuteFunctions) {
		return [this.getInputData()];
	}
}

/** n8n asks for the type of a node whenever it reads a parameter. */
const [deapi, deapiTrigger, start] = [new Deapi(), new DeapiTrigger(), new Start()];

export const nodeTypes: INodeTypes = {
	getByName: (type) => {
		if (type.endsWith('.deapiTrigger')) return deapiTrigger;
		return type.endsWith('.deapi') || type.endsWith('.deapiTool') ? deapi : start;
	},
	getByNameAndVersion: (type) => nodeTypes.getByName(type) as INodeType,
	getKnownTypes: () => ({}),
};

export interface ContextOptions {
	parameters?: INodeParameters;
	items?: INodeExecutionData[];
	credentials?: Record<string, string>;
	node?: Partial<INode>;
	signal?: AbortSignal;
	/** Keep it to let the node run again in the same execution. */
	runExecutionData?: IRunExecutionData;
	resumeBase?: string;
	executionId?: string;
	/** Who started the execution; by default a trigger. */
	mode?: WorkflowExecuteMode;
	/** How often the workflow reaches the node. */
	runs?: number;
	/** Of the workflow, such as where n8n keeps files. */
	settings?: IWorkflowSettings;
}

export function deapiNode({ parameters = {}, node = {} }: ContextOptions): INode {
	return {
		id: '1',
		name: 'deAPI',
		type: 'n8n-nodes-deapi.deapi',
		typeVersion: 1,
		position: [0, 0],
		credentials: { deApi: { id: '1', name: 'deAPI' } },
		parameters: { resource: 'image', operation: 'generate', ...parameters },
		...node,
	};
}

/** n8n-core's real context for `execute()`, with real HTTP helpers; nock stands in for the network. */
export function executeContext(options: ContextOptions = {}): IExecuteFunctions {
	const node = deapiNode(options);
	const items = options.items ?? [{ json: {} }];
	const data = { main: [items] };
	const executeData: IExecuteData = { node, data, source: null };
	const runExecutionData = options.runExecutionData ?? createRunExecutionData({});
	return new ExecuteContext(
		workflowOf([node]),
		node,
		additionalData(options),
		'trigger',
		runExecutionData,
		0,
		items,
		data,
		executeData,
		[],
		options.signal,
	);
}

interface WebhookRequest {
	headers: Record<string, unknown>;
	rawBody: Buffer;
}

interface Response {
	status?: number;
	body?: unknown;
}

function fakeResponse() {
	const response: Response = {};
	const httpResponse = {
		status(code: number) {
			response.status = code;
			return httpResponse;
		},
		json(body: unknown) {
			response.body = body;
			return httpResponse;
		},
	};
	return { response, httpResponse };
}

/** n8n-core's real context for `webhook()`, as n8n sets it up for a parked execution. */
export function webhookContext(
	request: WebhookRequest,
	runExecutionData: IRunExecutionData,
	options: ContextOptions = {},
): { context: IWebhookFunctions; response: Response } {
	const { httpResponse, response } = fakeResponse();
	const node = deapiNode(options);
	const additional = { ...additionalData(options), httpRequest: request, httpResponse };
	const context = new WebhookContext(
		workflowOf([node]),
		node,
		additional as unknown as IWorkflowExecuteAdditionalData,
		'trigger',
		{ webhookDescription: { name: 'default' } } as never,
		[],
		runExecutionData,
	);
	return { context, response };
}

export function workflowOf(nodes: INode[], connections = {}, staticData = {}, settings: IWorkflowSettings = {}): Workflow {
	return new Workflow({
		id: 'w1',
		name: 'Test',
		nodes,
		connections,
		active: false,
		nodeTypes,
		staticData,
		settings: { executionOrder: 'v1', ...settings },
	});
}

/** A trigger node, and the context of `webhook()` for a request to its URL. */
export function triggerContext(
	request: WebhookRequest,
	options: ContextOptions & { staticData?: object; mode?: 'manual' | 'webhook' } = {},
): { context: IWebhookFunctions; response: Response } {
	const node = triggerNode(options);
	const { httpResponse, response } = fakeResponse();
	const additional = { ...additionalData(options), httpRequest: request, httpResponse };
	const context = new WebhookContext(
		workflowOf([node], {}, options.staticData),
		node,
		additional as unknown as IWorkflowExecuteAdditionalData,
		options.mode ?? 'webhook',
		{ webhookDescription: { name: 'default' } } as never,
		[],
		createRunExecutionData({}),
	);
	return { context, response };
}

export function triggerNode({ parameters = {}, node = {} }: ContextOptions): INode {
	return {
		...deapiNode({}),
		name: 'deAPI Trigger',
		type: 'n8n-nodes-deapi.deapiTrigger',
		parameters: { events: ['jobCompleted'], ...parameters },
		...node,
	};
}

export function additionalData({
	credentials = {},
	resumeBase = RESUME_BASE,
	executionId = '17',
}: ContextOptions): IWorkflowExecuteAdditionalData {
	const decrypted = { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET, baseUrl: BASE_URL, ...credentials };
	return {
		executionId,
		webhookWaitingBaseUrl: resumeBase,
		formWaitingBaseUrl: 'https://n8n.example.com/form-waiting',
		currentNodeExecutionIndex: 0,
		variables: {},
		credentialsHelper: {
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
			getDecrypted: async () => decrypted,
			preAuthentication: async () => undefined,
			authenticate: async (data: { apiKey: string }, _type: string, request: { headers?: object }) => ({
				...request,
				headers: { ...request.headers, Authorization: `Bearer ${data.apiKey}` },
			}),
		},
		setExecutionStatus: () => undefined,
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** A clock that moves only when somebody sleeps; remembers for how long. */
export function simulatedTiming(start = Date.parse('2026-09-27T12:00:00Z')) {
	let now = start;
	const slept: number[] = [];
	return {
		slept,
		now: () => now,
		sleep: async (ms: number) => {
			slept.push(ms);
			now += ms;
		},
		advance: (ms: number) => {
			now += ms;
		},
	};
}

/** What polling needs of a run. */
export function polling(api: Api) {
	return { api, live: new LiveUpdates(api) };
}
