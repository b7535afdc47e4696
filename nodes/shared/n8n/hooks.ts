import type { IExecuteFunctions, IRunExecutionData } from 'n8n-workflow';

/** n8n calls them while it runs an execution. They are there at run time, but not in n8n's typings. */
export interface Hooks {
	addHandler(event: 'nodeExecuteAfter', handler: (nodeName: string) => Promise<void>): void;
	addHandler(event: 'workflowExecuteAfter', handler: () => Promise<void>): void;
}

/** What n8n's contexts have beside their typings. */
export interface Internals {
	runExecutionData?: IRunExecutionData;
	additionalData?: { hooks?: Partial<Hooks> & { handlers?: Record<string, unknown> } };
}

/**
 * Undefined where n8n runs the node by another engine, such as the coming one (the workflow setting `engineType`): that
 * can park nothing, shows no hints, and keeps nothing of an error but its message.
 */
export function hooksOf(n8n: IExecuteFunctions): Hooks | undefined {
	const { hooks } = (n8n as unknown as Internals).additionalData ?? {};
	const { addHandler, handlers = { nodeExecuteAfter: [] } } = hooks ?? {};
	// With an event that it does not know, n8n would throw when the jobs are submitted.
	return addHandler && Array.isArray(handlers.nodeExecuteAfter) ? (hooks as Hooks) : undefined;
}
