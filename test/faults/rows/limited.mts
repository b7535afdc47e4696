import { setTimeout as delay } from 'node:timers/promises';

import type { Job } from '../../support/emulator/jobs.mts';
import { ENDED, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

const PARKED_JOB = 6_000;
/** In milliseconds. deAPI gives up an answer after ten seconds. */
const LATEST_ANSWER = 1_000;

/** n8n may run one execution at a time. */
export const limited: NamedRow[] = [
	[
		"n8n's concurrency limit of 1, with one polling execution",
		async (row) => {
			const { n8n, emulator } = row.testBed;
			await row.run(async () => {
				const { parked, polling, job } = await parkThenPoll(row, 20_000);
				const polled = await n8n.untilExecution(polling, ENDED);
				const execution = await n8n.untilExecution(parked, ENDED);
				succeeded(polled);
				succeeded(execution);
				await row.goodItems(execution);
				assert(Date.parse(execution.stoppedAt) >= Date.parse(polled.stoppedAt), 'the polling execution did not hold the only slot');
				const deliveries = emulator.webhooks.deliveries.filter(({ requestId }) => requestId === job.requestId);
				const answers = deliveries.map(({ event, status, answerMs }) => `${event} ${status} after ${Math.round(answerMs)} ms`).join(', ');
				const isGood = deliveries.every(({ status, answerMs }) => status === 200 && answerMs < LATEST_ANSWER);
				assert(isGood && deliveries.length === 2, `deliveries were answered ${answers}`);
				row.account([execution, polled]);
			});
		},
	],

	[
		'n8n killed between the answer to a callback and what it stores',
		async (row) => {
			const { n8n, emulator } = row.testBed;
			await row.run(async () => {
				const { parked, polling, job } = await parkThenPoll(row, 3_600_000);
				const answered = () =>
					emulator.webhooks.deliveries.some(
						({ requestId, event, status }) => requestId === job.requestId && event === 'job.completed' && status === 200,
					);
				for (let waited = 0; waited < PARKED_JOB + 15_000 && !answered(); waited += 20) await delay(20);
				assert(answered(), 'the callback was not answered');
				await delay(200);
				await n8n.kill();
				await n8n.launch();
				const execution = await n8n.untilExecution(parked, ENDED, { timeout: 200_000 });
				succeeded(execution);
				assert((await row.goodItems(execution))[0].binary !== undefined, 'no file');
				const polled = await n8n.untilExecution(polling, ENDED);
				// Of one that polled when its process died, n8n keeps nothing but the log.
				row.account([execution, polled], n8n.log());
			});
		},
	],
];

/** Parks an execution, then has another one hold the only slot for as long as its job takes. */
async function parkThenPoll(row: Row, duration: number): Promise<{ parked: string; polling: string; job: Job }> {
	const { n8n, emulator } = row.testBed;
	emulator.jobs.plans.push({ duration: PARKED_JOB }, { duration });
	const [parked, polling] = [await row.workflow([small()]), await row.workflow([small({ waitMode: 'polling' })])];
	await parked.start();
	await n8n.untilExecution(parked.id, ['waiting']);
	await polling.start();
	const [job] = await row.untilJobs(2);
	return { parked: parked.id, polling: polling.id, job };
}
