import { ApiError } from '../../../shared/api/errors';

/** Of `error_reason`: docs/api.md#job-status. */
const REASON = 'CAPACITY_UNAVAILABLE';

const DOWN =
	/model[_ -]?(is[_ -])?(currently[_ -])?(unavailable|not[_ -]available|offline|disabled)|(unavailable|unknown|invalid)[_ -]model/i;

/** Of the API's workers alone: what a file or a text has too much of may be called a capacity, too. */
const NO_CAPACITY = [
	/\bno (?:(?:available|free|gpu|worker) )*capacity\b/i,
	/\b(?:not enough|insufficient) (?:available |free )?(?:gpu|worker) capacity\b/i,
	/\bno (?:available|free|idle|online) (?:gpu |worker )?(?:workers?|gpus?|nodes?|servers?)\b/i,
	/\bno (?:gpu )?(?:workers?|gpus?|nodes?|servers?)(?: is| are)?(?: currently)? (?:available|free|idle|online)\b/i,
	/\b(?:workers|gpus|nodes|servers) are (?:currently )?(?:at (?:full )?capacity|busy)\b/i,
	/\bcapacity[ _](?:is )?(?:currently )?unavailable\b/i,
];

/** Whether a submission or a job failed because of its model, or for want of workers for it, so that another one may serve. */
export function isModelUnavailable(error: unknown): boolean {
	if (!(error instanceof ApiError)) return false;
	const { code = '', reason, fields = [] } = error.details;
	if (reason === REASON || fields.some(({ field }) => field === 'model')) return true;
	const said = [error.message, code, ...fields.flatMap(({ messages }) => messages)];
	return said.some((text) => [DOWN, ...NO_CAPACITY].some((form) => form.test(text)));
}
