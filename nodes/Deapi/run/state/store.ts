import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Run } from './run';
import { upgradeRun } from './upgrade';

const KEY = 'deapiRun';

/**
 * The state of the current run: what an earlier part of it left (before parking, or before a try
 * that failed), or a new one. Runs of other iterations of a loop are not mixed in.
 */
export function openRun(n8n: IExecuteFunctions): Run {
	const store = n8n.getContext('node');
	const runIndex = Number(n8n.getWorkflowDataProxy(0).$runIndex);
	const kept = runIn(store);
	const run = kept?.runIndex === runIndex ? kept : newRun(n8n.getExecutionId(), runIndex);
	keepRun(store, run);
	return run;
}

export function closeRun(n8n: IExecuteFunctions): void {
	delete n8n.getContext('node')[KEY];
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

function newRun(executionId: string, runIndex: number): Run {
	return {
		version: 1,
		executionId,
		runIndex,
		phase: { name: 'submitting' },
		jobs: [],
		items: {},
		output: { field: 'data', result: 'any' },
	};
}
