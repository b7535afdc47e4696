import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { madeBy } from './collect/jobFacts';
import type { RunContext } from './state/context';
import { inOrder } from './state/finish';
import type { Output } from './state/finish';
import { currentParts } from './state/items';
import type { AwaitedCallback, Run } from './state/run';
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
	return inOrder(submittedOutputs(run, { waits_until: waitsUntil }));
}

/** What is known of jobs that have just been submitted: each has an output item of its own, also the pieces of a whole. */
export function submittedOutputs({ jobs }: Run, more?: IDataObject): Output[] {
	return jobs.flatMap((job) =>
		currentParts(job).map((part) => ({
			itemIndex: part.itemIndex,
			piece: part.piece,
			data: { json: { request_id: job.requestId, status: 'pending', ...madeBy(job, part), ...more } },
		})),
	);
}
