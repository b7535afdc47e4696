import { setTimeout as delay } from 'node:timers/promises';

import { retry } from '../../support/harness/byHand.mts';
import type { Execution } from '../../support/harness/execution.mts';
import { splitPrompts } from '../../support/harness/workflows.mts';
import { ENDED, many, playAtOnce, small } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

export const NOT_FINISHED = 'The deAPI job did not finish within "Wait Timeout"';
/** Two minutes at least, by webhook. */
const options = { waitTimeout: 1, concurrency: 1 };

/** Jobs that are still running when Wait Timeout ends. */
export const timeouts: NamedRow[] = [
	[
		'no callback within Wait Timeout',
		async (row) => {
			row.testBed.emulator.jobs.duration = 3_600_000;
			await playAtOnce(row, {
				'stop on error': async () => {
					const execution = await timedOut(row, {});
					const { error } = execution.data.resultData;
					assert(execution.status === 'error', execution.status);
					assert(error!.message === NOT_FINISHED, error!.message);
					const untold = idsOf(row, execution).filter((id) => !`${error!.message} ${error!.description}`.includes(id));
					assert(untold.length === 0, `the error does not name ${untold}: ${error!.description}`);
				},
				'error output': async () => {
					const execution = await timedOut(row, { onError: 'continueErrorOutput' });
					const errors = await row.goodItems(execution, 'Generate', 1);
					const right = errors.filter(({ json }) => json.error?.message === NOT_FINISHED && json.error.request_id);
					assert(errors.length === 2 && right.length === 2, `errors: ${JSON.stringify(errors)}`);
				},
			});
		},
	],

	[
		'Retry button after a timeout',
		async (row) => {
			const { n8n, emulator } = row.testBed;
			emulator.jobs.duration = 3_600_000;
			const retried = async (workflow: 'original' | 'saved') => {
				const late = await timedOut(row, {});
				assert(late.status === 'error', late.status);
				const jobs = row.jobs.filter(({ requestId }) => idsOf(row, late).includes(requestId));
				await Promise.all(jobs.map(async (job) => await emulator.jobs.finish(job)));
				const execution = await untilEnd(row, await retry(n8n, late.id, workflow));
				assert(execution.status === 'success', `ended with ${execution.status}: ${execution.data.resultData.error?.message}`);
				const items = await row.goodItems(execution);
				assert(items.length === 2 && items.every(({ binary }) => binary !== undefined), 'a file is missing');
			};
			await playAtOnce(row, {
				'with the original workflow': async () => await retried('original'),
				'with the saved workflow': async () => await retried('saved'),
			});
			assert(row.jobs.length === 4, `${row.jobs.length} jobs were paid for`);
		},
	],
];

/** An execution of two items whose wait has ended. */
async function timedOut(row: Row, settings: object): Promise<Execution> {
	const workflow = await row.workflow([splitPrompts, small({ options }, settings)]);
	await workflow.start({ prompts: many(2) });
	return await row.testBed.n8n.untilExecution(workflow.id, ENDED, { timeout: 240_000 });
}

/** The jobs of what an execution was asked for. */
function idsOf(row: Row, { data }: Execution): string[] {
	const prompts = data.resultData.runData['Split Out'][0].data!.main[0]!.map(({ json }) => json.prompt);
	return row.jobs.filter(({ fields }) => prompts.includes(fields.prompt)).map(({ requestId }) => requestId);
}

/** One that sleeps has to be woken. */
export async function untilEnd({ testBed: { n8n } }: Row, id: string, timeout = 30_000): Promise<Execution> {
	for (let waited = 0; ; waited += 200) {
		const execution = await n8n.execution(id);
		if (ENDED.includes(execution.status)) return execution;
		assert(waited < timeout, `execution ${id} is still ${execution.status}`);
		await delay(200);
	}
}
