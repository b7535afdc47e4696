import { createRunExecutionData } from 'n8n-workflow';
import type { INodeType, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { vi } from 'vitest';

import { Deapi } from '../../nodes/Deapi/Deapi.node.ts';
import type { Phase } from '../../nodes/Deapi/run/state/run.ts';
import { DeapiTrigger } from '../../nodes/DeapiTrigger/DeapiTrigger.node.ts';
import { nodeTypes, triggerContext, webhookContext } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';

export interface Request {
	headers: Record<string, unknown>;
	rawBody: Buffer;
}

export interface Outcome {
	/** What the execution that was started or woken gets. */
	items: unknown;
	started: boolean;
	/** Of the node's own answer; n8n answers 200 where there is none. */
	status?: number;
	body?: unknown;
	answersItself: boolean;
	log: string;
}

/** A webhook of this package that deliveries come to. */
export interface Webhook {
	/** Forgets what came before, and expects the event of a job; of a run with a secret of its own, if that is given. */
	reset(requestId: string, ownSecret?: string): void;
	/** Calls `webhook()` as n8n does. */
	deliver(request: Partial<Record<keyof Request, unknown>>): Promise<Outcome>;
	/** Everything that a delivery may leave behind. */
	traces(): string;
}

// As n8n does, it keeps one instance of each.
const instances: Record<string, INodeType> = { 'n8n-nodes-deapi.deapi': new Deapi(), 'n8n-nodes-deapi.deapiTrigger': new DeapiTrigger() };
nodeTypes.getByNameAndVersion = (type) => instances[type];

/** One logger serves all contexts. */
const log: string[] = [];

type Opened = ReturnType<typeof webhookContext>;

/** A new context for every case would be most of the work. n8n-core's reads the request and the response anew each time. */
function deliverTo(node: INodeType, { context, response }: Opened, request: Request) {
	vi.spyOn(context.logger, 'warn').mockImplementation((line) => void log.push(line));
	return async (incoming: object): Promise<Outcome> => {
		Object.assign(request, { headers: {}, rawBody: undefined }, incoming);
		delete response.status;
		delete response.body;
		log.length = 0;
		const result: IWebhookResponseData = await node.webhook!.call(context);
		return {
			items: result.workflowData,
			started: 'workflowData' in result,
			answersItself: result.noWebhookResponse === true,
			log: log.join('\n'),
			...response,
		};
	};
}

function triggerWebhook(mode: 'manual' | 'webhook', options: ContextOptions): Webhook {
	const request: Request = { headers: {}, rawBody: Buffer.alloc(0) };
	const parameters = { events: ['jobCompleted', 'jobFailed', 'jobProcessing'] };
	const opened = triggerContext(request, { ...options, parameters, mode });
	const memory = (context: IWebhookFunctions) => context.getWorkflowStaticData('node');
	return {
		reset: () => {
			delete memory(opened.context).deliveries;
		},
		deliver: deliverTo(new DeapiTrigger(), opened, request),
		traces: () => JSON.stringify(memory(opened.context)),
	};
}

export function callbackWebhook(options: ContextOptions, secret?: string): Webhook {
	const request: Request = { headers: {}, rawBody: Buffer.alloc(0) };
	// As n8n calls a parked node, see parking.ts.
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [{} as never] } });
	const { nodeExecutionStack, contextData } = data.executionData!;
	const reset = (callbackJob: string, ownSecret = secret) => {
		Object.assign(nodeExecutionStack[0], { node: { disabled: true }, data: { main: [] } });
		const phase: Phase = { name: 'parked', callbackJob, ...(ownSecret !== undefined && { secret: ownSecret }), until: 0, lookAt: 0 };
		contextData['node:deAPI'] = { deapiRun: { version: 1, phase, jobs: [], items: {} } } as never;
	};
	reset('');
	return {
		reset,
		deliver: deliverTo(new Deapi(), webhookContext(request, data, options), request),
		traces: () => JSON.stringify([nodeExecutionStack, contextData]),
	};
}

/** Both webhooks as they take what the account's secret has signed, and the trigger's test URL, which remembers no deliveries. */
export const webhooks: Record<string, (options?: ContextOptions) => Webhook> = {
	'the trigger': (options = {}) => triggerWebhook('webhook', options),
	'the trigger’s test URL': (options = {}) => triggerWebhook('manual', options),
	'the callback': (options = {}) => callbackWebhook(options),
	'the callback of a run that has a secret as well': (options = {}) => callbackWebhook(options, 'f'.repeat(64)),
};
