import { ApiError } from '../../../shared/api/errors';
import { jobFailure } from '../../../shared/api/jobs';
import type { Looks } from '../wait/poll';
import type { Job, Run } from '../state/run';

const UNAVAILABLE =
	/model[_ -]?(is[_ -])?(currently[_ -])?(unavailable|not[_ -]available|offline|disabled)|(unavailable|unknown|invalid)[_ -]model/i;

/** Whether a submission or a job came to nothing because of its model, so that another one may serve. */
export function isModelUnavailable(cause: unknown): boolean {
	if (!(cause instanceof ApiError)) return false;
	const { code = '', fields = [] } = cause.details;
	const said = [cause.message, code, ...fields.flatMap(({ messages }) => messages)];
	return fields.some(({ field }) => field === 'model') || said.some((text) => UNAVAILABLE.test(text));
}

/**
 * Takes the jobs out of the run that failed because of their model, where there is another one to try.
 * Says whether there were any: then there is something to submit again.
 */
export function dropUnavailable(run: Run, looks: Looks, hasNext: (itemIndex: number, tried: string[]) => boolean): boolean {
	const dropped = new Set<Job>();
	for (const job of run.jobs) {
		const status = looks.get(job.requestId)?.status;
		if (status?.state !== 'failed' || job.model === undefined || !isModelUnavailable(jobFailure(status))) continue;
		const [{ itemIndex }] = job.shares;
		const tried = [...(run.unavailable[itemIndex] ?? []), job.model];
		if (!hasNext(itemIndex, tried)) continue;
		for (const share of job.shares) run.unavailable[share.itemIndex] = tried;
		dropped.add(job);
	}
	run.jobs = run.jobs.filter((job) => !dropped.has(job));
	return dropped.size > 0;
}
