/** How many requests that cost nothing one node makes at the same time. */
export const READS_AT_ONCE = 5;

/**
 * Runs `work` over a list, at most `limit` at a time. Once one has thrown, nothing more is started;
 * what was already under way is waited for, then the first throw is passed on.
 */
export async function forEachConcurrently<T>(list: T[], limit: number, work: (entry: T) => Promise<unknown>): Promise<void> {
	const queue = [...list];
	const thrown: unknown[] = [];
	const worker = async () => {
		while (queue.length > 0 && thrown.length === 0) {
			try {
				await work(queue.shift() as T);
			} catch (error) {
				thrown.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, list.length) }, worker));
	if (thrown.length > 0) throw thrown[0];
}
