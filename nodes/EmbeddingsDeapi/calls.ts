import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions, ISupplyDataFunctions } from 'n8n-workflow';

import { failuresOf, isInDoubt } from '../Deapi/run/state/history';
import type { JobPart, Run } from '../Deapi/run/state/run';
import { keepRun, runIn } from '../Deapi/run/state/store';

const KEY = 'deapiCalls';

/** What is kept of a call whose vectors have come: enough to fetch them again, and little, since there may be thousands. */
interface DoneCall {
	/** Of each job, which texts are in it: where each row of them begins, and how many it has. */
	done: Array<{ requestId: string; rows: Array<[start: number, count: number]> }>;
	model: string;
}

/** By what was asked for. A call that has not succeeded keeps its whole run. */
type Calls = Record<string, DoneCall | IDataObject>;

/** What identifies a call within an execution: other texts, or another model, are another one. */
export function callKey(model: string, texts: string[]): string {
	return createHash('sha256')
		.update(JSON.stringify([model, texts]))
		.digest('base64url')
		.slice(0, 22);
}

/** Where the run of a call is kept, with what earlier calls for the same have left. */
export function openCall(n8n: ISupplyDataFunctions, key: string): IDataObject {
	const calls = callsOf(n8n);
	const kept = (calls[key] ??= {});
	if (!isDone(kept)) return kept as IDataObject;
	const store: IDataObject = {};
	keepRun(store, runOf(n8n, kept));
	return store;
}

/** After a success. */
export function closeCall(n8n: ISupplyDataFunctions, key: string, store: IDataObject, model: string): void {
	const { jobs } = runIn(store)!;
	callsOf(n8n)[key] = { done: jobs.map(({ requestId, parts }) => ({ requestId, rows: rowsOf(parts) })), model };
}

/** After a failure: what has bought nothing, and cannot have, is not kept. */
export function leaveCall(n8n: ISupplyDataFunctions, key: string): void {
	const calls = callsOf(n8n);
	const kept = calls[key];
	if (isDone(kept)) return;
	const run = runIn(kept);
	if (!run || (run.jobs.length === 0 && !failuresOf(run).some(isInDoubt))) delete calls[key];
}

/** What n8n keeps of the sub-node with the execution. Every version has it here, though not in the type. */
export function nodeContext(n8n: ISupplyDataFunctions): IDataObject {
	return (n8n as ISupplyDataFunctions & Pick<IExecuteFunctions, 'getContext'>).getContext('node');
}

function callsOf(n8n: ISupplyDataFunctions): Calls {
	const context = nodeContext(n8n);
	context[KEY] ??= {};
	return context[KEY] as Calls;
}

function isDone(kept: DoneCall | IDataObject): kept is DoneCall {
	return 'done' in kept;
}

function rowsOf(parts: JobPart[]): Array<[number, number]> {
	const rows: Array<[number, number]> = [];
	for (const { itemIndex } of parts) {
		const last = rows.at(-1);
		if (last && last[0] + last[1] === itemIndex) last[1]++;
		else rows.push([itemIndex, 1]);
	}
	return rows;
}

/** A run that has its jobs, and nothing to submit: what it asks for is what it has asked for. */
function runOf(n8n: ISupplyDataFunctions, { done, model }: DoneCall): Run {
	const partsOf = (rows: Array<[number, number]>) =>
		rows.flatMap(([start, count]) => Array.from({ length: count }, (_, index): JobPart => ({ itemIndex: start + index, count: 1 })));
	return {
		version: 1,
		executionId: n8n.getExecutionId(),
		runIndex: 0,
		phase: { name: 'submitting' },
		jobs: done.map(({ requestId, rows }) => ({ requestId, parts: partsOf(rows), model, submittedAt: 0 })),
		items: {},
		output: { field: 'data', result: 'vectors' },
	};
}
