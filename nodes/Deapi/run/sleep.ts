import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { madeBy } from './collect';
import type { RunContext } from './state/context';
import { currentParts } from './state/items';
import type { AwaitedCallback, Job } from './state/run';
import { nextLook } from './wait/looks';
import { park } from './wait/parking';

/**
 * Parks the run until its callback job calls back, or the next look is due.
 *
 * @param until when waiting ends, in milliseconds since the epoch
 * @returns the output that n8n keeps while the execution sleeps, into which it must not read a failed try, as it would into the input
 */
export async function sleep({ n8n, run, timing }: RunContext, awaited: AwaitedCallback, until: number): Promise<INodeExecutionData[]> {
	const submittedAt = Math.max(...run.jobs.map((job) => job.submittedAt));
	const lookAt = nextLook(submittedAt, timing.now(), until);
	const { callbackJob, secret } = awaited;
	run.phase = { name: 'parked', callbackJob, ...(secret !== undefined && { secret }), until, lookAt };
	await park(n8n, lookAt);
	const [waitsUntil, looksAt] = [until, lookAt].map((time) => new Date(time).toISOString());
	n8n.logger.debug(`deAPI run: parked until ${waitsUntil}, looking at ${looksAt}; job ${callbackJob} carries the callback`);
	return run.jobs.flatMap((job) => submittedItems(job, { waits_until: waitsUntil }));
}

/** What is known of a job that has just been submitted. */
export function submittedItems(job: Job, more?: IDataObject): INodeExecutionData[] {
	return currentParts(job).map((part) => ({
		json: { request_id: job.requestId, status: 'pending', ...madeBy(job, part), ...more },
		pairedItem: { item: part.itemIndex },
	}));
}
