/**
 * Leans on how n8n parks an execution. Seen on 1.123.81 and 2.41.1 (docs/decisions/17-a-twin-on-the-stack.md):
 *
 * - n8n puts the entry of the node that parks back on its stack. When the execution goes on, it marks that entry
 *   `disabled` and puts what `webhook()` returned into it, so that its input passes through as output.
 * - An entry without any input is skipped: nothing passes, and no run of the node is recorded.
 * - So the entry that n8n parks gets none, and a twin below it holds the real input. n8n comes to the twin whether a
 *   callback or the timer wakes the execution, and calls `execute()` with the node's context intact.
 * - Handlers that are added to `hooks` are called after n8n's own: for the end of the run, after it is saved.
 *
 * Where hooks, stack or the address to call back are missing, or look otherwise, the node does not park.
 */
import type { IDataObject, IExecuteData, IExecuteFunctions, INodeExecutionData, IRunExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { hooksOf } from '../../../shared/n8n/hooks';
import type { Internals } from '../../../shared/n8n/hooks';
import { CALLBACK_PATH } from '../../../shared/webhook/callbackPath';
import type { Run } from '../state/run';
import { keepRun, runIn } from '../state/store';
import { reenter } from './withoutTwin';

/** Where the API can call this node back. The query is n8n's signature, and stays as it is. */
export function callbackUrl(n8n: IExecuteFunctions): string {
	const [path, ...query] = String(n8n.getWorkflowDataProxy(0).$execution?.resumeUrl).split('?');
	return [`${path}/${CALLBACK_PATH}`, ...query].join('?');
}

export function canPark(n8n: IExecuteFunctions): boolean {
	return hooksOf(n8n) !== undefined && executionOf(n8n) !== undefined && URL.canParse(callbackUrl(n8n));
}

/**
 * Puts the execution to sleep until a callback or `until`, in milliseconds since the epoch; then n8n calls `execute()`
 * again. What the caller returns after this is the node's output until it wakes.
 */
export async function park(n8n: IExecuteFunctions, until: number): Promise<void> {
	const entry = n8n.getExecuteData();
	const { name } = n8n.getNode();
	const start = startOf(n8n);
	const runIndex = Number(n8n.getWorkflowDataProxy(0).$runIndex);
	const execution = executionOf(n8n)!;
	// Not before n8n has decided to park: it runs the same entry again if it takes the output for a failed try.
	hooksOf(n8n)?.addHandler('nodeExecuteAfter', async (parked) => {
		if (parked === name && execution.waitTill) addTwin(execution.executionData!.nodeExecutionStack, entry, runIndex, start);
	});
	await n8n.putExecutionToWait(new Date(until));
}

function addTwin(stack: IExecuteData[], entry: IExecuteData, runIndex: number, start: string): void {
	const { node, data, metadata } = entry;
	if (data.main.length === 0) return;
	stack.unshift({ ...entry, runIndex });
	entry.data = { main: [] };
	entry.metadata = { ...metadata, nodeWasResumed: true };
	// n8n's "Retry with currently saved workflow" gives both entries the nodes of their names, and marks this one's
	// `disabled`. n8n 1.x goes on only with a name that the workflow has.
	entry.node = { ...node, name: start, alwaysOutputData: false };
}

/** The node that the execution started with, which does not run again; this one's name where nothing comes before it. */
function startOf(n8n: IExecuteFunctions): string {
	const { name } = n8n.getNode();
	return n8n.getParentNodes(name).find((node) => n8n.getParentNodes(node.name).length === 0)?.name ?? name;
}

/** Calls `listener` when a callback would find the execution parked. */
export function whenSaved(n8n: IExecuteFunctions, listener: () => void): void {
	hooksOf(n8n)?.addHandler('workflowExecuteAfter', async () => listener());
}

function executionOf(n8n: IExecuteFunctions): IRunExecutionData | undefined {
	const { runExecutionData } = n8n as unknown as Internals;
	return Array.isArray(runExecutionData?.executionData?.nodeExecutionStack) ? runExecutionData : undefined;
}

export interface ParkedNode {
	run: Run;
	/** Notes that a callback wakes the run. @returns what `webhook()` has to return for that */
	wake: () => INodeExecutionData[][];
}

/** Opens the parked execution that a callback has reached. */
export function openParkedNode(webhook: IWebhookFunctions): ParkedNode | undefined {
	const { executionData } = (webhook as unknown as Internals).runExecutionData ?? {};
	const nodeContext = executionData?.contextData[`node:${webhook.getNode().name}`];
	const run = runIn(nodeContext);
	if (!executionData || !nodeContext || !run) return undefined;
	return { run, wake: () => wake(nodeContext as IDataObject, run, executionData.nodeExecutionStack?.[0]) };
}

function wake(nodeContext: IDataObject, run: Run, entry: IExecuteData | undefined): INodeExecutionData[][] {
	const { phase } = run;
	if (phase.name !== 'parked') return [];
	run.phase = { name: 'woken', callbackJob: phase.callbackJob, until: phase.until };
	keepRun(nodeContext, run);
	return entry ? reenter(entry, phase) : [];
}
