import { NodeOperationError } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { getCredentials } from '../../shared/client';
import { realTiming } from '../../shared/timing';
import type { Timing } from '../../shared/timing';
import type { Operation } from '../operations/types';
import { collectJobs, inItemOrder } from './collect';
import { failItem, failureItem } from './failures';
import { lookThenPoll, pollJobs } from './look';
import type { Looks } from './look';
import { park } from './parking';
import { closeRun, openRun } from './run';
import type { Job, Run } from './run';
import { submitItems } from './submitItems';
import { chooseWaiting } from './waitMode';
import type { Waiting } from './waitMode';

interface RunOptions {
	concurrency?: number;
	outputField?: string;
	waitTimeout?: number;
}

const DEFAULT_CONCURRENCY = 5;
/** n8n looks for waits that have ended once a minute; below this a timeout would be a matter of luck. */
const SHORTEST_PARKING_SECONDS = 120;

/**
 * The life of an operation's jobs: check and build every request, submit them, wait, collect.
 * n8n calls this again when a callback wakes the parked execution, and for every try of Retry On Fail;
 * what is submitted already is not submitted again.
 */
export async function executeJobs(
	context: IExecuteFunctions,
	operation: Operation,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const run = openRun(context);
	if (run.woken) {
		run.woken = false;
		return [await collectItems(context, operation, run, await lookThenPoll(context, run.jobs, run.deadline, timing), timing)];
	}

	let waiting: Waiting;
	try {
		waiting = chooseWaiting(context, await getCredentials(context));
	} catch (cause) {
		for (const itemIndex of context.getInputData().keys()) failItem(context, operation, run, itemIndex, cause);
		return [output(context, run, [])];
	}

	// Options hold for the whole run: of an expression the first item decides.
	const options: RunOptions = context.getNodeParameter('options', 0, {});
	const isRetry = run.jobs.length > 0;
	const concurrency = Math.max(1, options.concurrency || DEFAULT_CONCURRENCY);
	await submitItems(context, operation, run, { concurrency, webhookUrl: waiting.webhookUrl }, timing);
	run.outputField = options.outputField || 'data';
	run.deadline = timing.now() + waitSeconds(options.waitTimeout || operation.waitSeconds, waiting.by) * 1000;
	if (waiting.hint) context.addExecutionHints({ message: waiting.hint, location: 'outputPane' });

	if (waiting.by === 'nothing') return [output(context, run, run.jobs.map(submittedItem))];
	if (run.caller !== undefined) return await parkRun(context, run);
	// Jobs of an earlier try may be long done.
	const wait = isRetry ? lookThenPoll : pollJobs;
	return [await collectItems(context, operation, run, await wait(context, run.jobs, run.deadline, timing), timing)];
}

/** Downloads what is done. A job that failed is forgotten, so that Retry On Fail submits it anew. */
async function collectItems(
	context: IExecuteFunctions,
	operation: Operation,
	run: Run,
	looks: Looks,
	timing: Timing,
): Promise<INodeExecutionData[]> {
	const { items, troubles } = await collectJobs(context, run, looks, timing);
	run.jobs = run.jobs.filter((job) => looks.get(job.requestId)?.status?.state !== 'failed');
	for (const [job, trouble] of troubles) failItem(context, operation, run, job.itemIndex, trouble);
	return output(context, run, items);
}

async function parkRun(context: IExecuteFunctions, run: Run): Promise<INodeExecutionData[][]> {
	const input = context.getInputData();
	const message = 'deAPI did not call back within "Wait Timeout"';
	const remedy = 'The job is submitted and may still finish: Job > Get Result fetches it by its request ID. Raise "Wait Timeout" under Options, or check that deAPI can reach this n8n instance.';
	const requestIds = run.jobs.map(({ requestId }) => requestId).join(', ');
	const late = run.jobs.map(({ itemIndex, requestId }) => ({ itemIndex, requestId, message, description: remedy }));
	await park(context, run, new Date(run.deadline), {
		error: new NodeOperationError(context.getNode(), message, { description: `${remedy} Request IDs: ${requestIds}` }),
		items: inItemOrder([...late, ...run.failures].map(failureItem)),
	});
	return [input];
}

function output(context: IExecuteFunctions, run: Run, items: INodeExecutionData[]): INodeExecutionData[] {
	if (run.failures.length === 0) closeRun(context);
	return inItemOrder([...items, ...run.failures.map(failureItem)]);
}

function submittedItem({ requestId, model, seed, itemIndex }: Job): INodeExecutionData {
	return {
		json: { request_id: requestId, status: 'pending', model, ...(seed !== undefined && { seed }) },
		pairedItem: { item: itemIndex },
	};
}

function waitSeconds(wanted: number, by: Waiting['by']): number {
	return by === 'webhook' ? Math.max(wanted, SHORTEST_PARKING_SECONDS) : wanted;
}
