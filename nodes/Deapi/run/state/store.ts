import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { inProcessCall } from '../../../shared/n8n/tool';
import type { Run } from './run';
import { upgradeRun } from './upgrade';

const KEY = 'deapiRun';

/** Runs of calls that n8n makes in-process, by the call. */
const runsOfCalls = new WeakMap<object, Run>();

/**
 * The state of the current run: what an earlier part of it left (before parking, or in an earlier try), or a new one.
 * It stays until the next run of the node takes its place, since n8n may take a success for a failed try, and ask for
 * it again.
 */
export function openRun(n8n: IExecuteFunctions): Run {
	const call = inProcessCall(n8n);
	return call ? openRunOfCall(n8n, call) : openStoredRun(n8n);
}

/** Whether a person retries the execution that made the run. */
export function isRetryByHand(n8n: IExecuteFunctions, { executionId }: Run): boolean {
	return executionId !== n8n.getExecutionId();
}

function openRunOfCall(n8n: IExecuteFunctions, call: object): Run {
	const run = runsOfCalls.get(call) ?? newRun(n8n);
	runsOfCalls.set(call, run);
	return run;
}

/** Runs of other iterations of a loop are not mixed in. */
function openStoredRun(n8n: IExecuteFunctions): Run {
	const store = n8n.getContext('node');
	const fresh = newRun(n8n);
	const kept = runIn(store);
	const run = kept?.runIndex === fresh.runIndex ? kept : fresh;
	keepRun(store, run);
	return run;
}

/** Finds the run in the context data of a node, whichever version of the package has left it. */
export function runIn(nodeContext: unknown): Run | undefined {
	const stored = (nodeContext as Record<string, unknown> | undefined)?.[KEY];
	return stored === undefined ? undefined : upgradeRun(stored);
}

/** The counterpart of {@link runIn}. */
export function keepRun(nodeContext: IDataObject, run: Run): void {
	nodeContext[KEY] = run as unknown as IDataObject;
}

function newRun(n8n: IExecuteFunctions): Run {
	return {
		version: 1,
		executionId: n8n.getExecutionId(),
		runIndex: Number(n8n.getWorkflowDataProxy(0).$runIndex),
		phase: { name: 'submitting' },
		jobs: [],
		items: {},
		output: { field: 'data', result: 'any' },
	};
}
