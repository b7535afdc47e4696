import { ApiError } from '../../../shared/api/errors';
import { forEachConcurrently } from '../../../shared/util/concurrency';
import type { Operation } from '../../operations/operation';
import type { RunContext } from './context';
import { isRecorded } from './failures';

/**
 * Attempts something for each of a list, at most `limit` at a time. Without Continue On Fail, nothing more is begun after
 * the first failure, not even while it is looked into; what is under way comes to rest before this throws. Where deAPI
 * is down, the rest fails without being attempted.
 *
 * @param attempt returns what is to be attempted in the entry's place, if anything; `isOver` says whether there is no use any more
 * @param fail records that an attempt has failed
 */
export async function attemptEach<T>(
	{ n8n }: Pick<RunContext<Operation>, 'n8n'>,
	list: T[],
	limit: number,
	attempt: (entry: T, isOver: () => boolean) => Promise<T[] | void>,
	fail: (entry: T, error: unknown) => Promise<void> | void,
): Promise<void> {
	let isOver = false;
	let down: ApiError | undefined;
	const attemptOne = async (entry: T): Promise<void> => {
		if (isOver) return;
		// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
		const [result] = await Promise.allSettled([down ? Promise.reject(down) : attempt(entry, () => isOver)]);
		if (result.status === 'fulfilled') {
			for (const other of result.value ?? []) await attemptOne(other);
			return;
		}
		isOver ||= !n8n.continueOnFail();
		down ??= downForAll(result.reason);
		if (isRecorded(result.reason)) throw result.reason;
		await fail(entry, result.reason);
	};
	await forEachConcurrently(list, limit, attemptOne);
}

/** The same error for those that are not attempted any more; undefined where it need not hold for them. */
function downForAll(error: unknown): ApiError | undefined {
	if (!(error instanceof ApiError) || !error.details.isDown) return undefined;
	const { description = '', ...details } = error.details;
	return new ApiError(error.message, {
		...details,
		accepted: 'no',
		description: `This item was not tried, since deAPI was down for another one. ${description}`.trim(),
	});
}
