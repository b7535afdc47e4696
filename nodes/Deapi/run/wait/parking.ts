/**
 * The one place that leans on how n8n parks an execution. Seen on 1.123.81 and 2.41.1:
 *
 * - n8n marks a parked node `disabled` before it calls `webhook()`, so that what `webhook()` returns
 *   passes straight through as output. Taking the mark away on the execution stack makes n8n call
 *   `execute()` again instead, with the items that `webhook()` returned and the node's context intact.
 * - When the wait times out, the input on the execution stack passes through as the node's output. Items
 *   put there before parking come out instead; the real input waits in the node's context.
 * - From 2.41 on, `metadata.resumeError` on the stack entry fails the node when the wait times out.
 *   It has to be taken away when a callback wakes the node.
 * - Handlers that are added to `hooks` for the end of the run are called after n8n's own, which save it.
 *
 * The stack is on the webhook context at run time, but not in n8n's typings. Where it is missing, the
 * caller has to collect the results within `webhook()`.
 */
import type { ExecutionError, IDataObject, IExecuteFunctions, INodeExecutionData, ITaskMetadata, IWebhookFunctions } from 'n8n-workflow';

import { CALLBACK_PATH } from '../../../shared/webhook/callbackPath';
import type { Phase, Run } from '../state/run';
import { keepRun, runIn } from '../state/store';

interface StackEntry {
	node: { disabled?: boolean };
	data: { main: Array<INodeExecutionData[] | null> };
	metadata?: { resumeError?: unknown };
}

interface Internals {
	runExecutionData?: {
		executionData?: { nodeExecutionStack?: StackEntry[]; contextData?: Record<string, IDataObject> };
	};
	additionalData?: { hooks?: { addHandler?(event: 'workflowExecuteAfter', handler: () => Promise<void>): void } };
}

/** Where the API can call this node back. The query is n8n's signature, and stays as it is. */
export function callbackUrl(n8n: IExecuteFunctions): string {
	const [path, ...query] = String(n8n.getWorkflowDataProxy(0).$execution.resumeUrl).split('?');
	return [`${path}/${CALLBACK_PATH}`, ...query].join('?');
}

export interface Timeout {
	/** What the node fails with; older n8n cannot do that, and the items come out instead. */
	error: ExecutionError;
	/** What comes out under Continue On Fail. */
	items: INodeExecutionData[];
}

/**
 * Puts the execution to sleep until a callback or `until`, in milliseconds since the epoch. What the caller returns
 * after this is the node's output until it wakes.
 */
export async function park(n8n: IExecuteFunctions, run: Run, callbackJob: string, until: number, timeout: Timeout): Promise<void> {
	const { data } = n8n.getExecuteData();
	// A copy: n8n empties the array that is returned from execute() where the node has an error output.
	run.phase = { name: 'parked', callbackJob, until, input: [...(data.main[0] ?? [])] };
	data.main[0] = timeout.items;
	if (!n8n.continueOnFail()) n8n.setMetadata({ resumeError: timeout.error } as ITaskMetadata);
	await n8n.putExecutionToWait(new Date(until));
}

/** Calls `listener` when a callback would find the execution parked; at once where n8n does not tell. */
export function whenSaved(n8n: IExecuteFunctions, listener: () => void): void {
	const { hooks } = (n8n as unknown as Internals).additionalData ?? {};
	if (hooks?.addHandler) hooks.addHandler('workflowExecuteAfter', async () => listener());
	else listener();
}

/**
 * Gives the node its real input back where a person retries an execution that n8n lost hold of while it
 * was parked. Done within the array, since n8n resolves expressions against the same one.
 */
export function restoreInput(n8n: IExecuteFunctions, { input }: ParkedPhase): void {
	const items = n8n.getInputData();
	items.splice(0, items.length, ...input);
}

type ParkedPhase = Extract<Phase, { name: 'parked' }>;

export interface ParkedNode {
	run: Run | undefined;
	/** Makes n8n call `execute()` again with the items returned here; undefined where n8n offers no way. */
	reenter?: () => INodeExecutionData[][];
}

/** Opens the parked execution that a callback has reached. */
export function openParkedNode(webhook: IWebhookFunctions): ParkedNode {
	const { name } = webhook.getNode();
	const data = (webhook as unknown as Internals).runExecutionData?.executionData;
	const entry = data?.nodeExecutionStack?.[0];
	if (!data?.contextData || !entry) {
		return { run: runIn(webhook.evaluateExpression(`{{ $node[${JSON.stringify(name)}].context }}`)) };
	}
	const nodeContext = data.contextData[`node:${name}`];
	const run = runIn(nodeContext);
	return { run, reenter: () => [run ? wake(nodeContext, run, entry) : []] };
}

/** @returns the input of the node that is to run again */
function wake(nodeContext: IDataObject, run: Run, entry: StackEntry): INodeExecutionData[] {
	entry.node.disabled = false;
	delete entry.metadata?.resumeError;
	if (run.phase.name !== 'parked') return [];
	const { callbackJob, until, input } = run.phase;
	run.phase = { name: 'woken', callbackJob, until };
	keepRun(nodeContext, run);
	return input;
}
