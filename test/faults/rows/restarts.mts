import { setTimeout as delay } from 'node:timers/promises';

import type { Job } from '../../support/emulator/jobs.mts';
import { ENDED, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

/** n8n going down and coming back, and executions that are stopped. */
export const restarts: NamedRow[] = [
	[
		'n8n killed while parked and started again, callback after',
		async (row) => {
			await killWhileParked(row, { onceUp: (job) => row.testBed.emulator.jobs.finish(job) });
		},
	],

	[
		'callback during a restart',
		async (row) => {
			const { jobs, webhooks } = row.testBed.emulator;
			await killWhileParked(row, {
				whileDown: async (job) => {
					await jobs.finish(job);
					const failed = () => webhooks.deliveries.some(({ requestId, status }) => requestId === job.requestId && status === 0);
					for (let waited = 0; waited < 5_000 && !failed(); waited += 50) await delay(50);
					assert(failed(), 'no delivery failed');
				},
			});
		},
	],

	[
		'execution cancelled while polling',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			emulator.jobs.duration = 3_600_000;
			await row.run(async () => {
				const workflow = await row.workflow([small({ waitMode: 'polling' })]);
				await workflow.start();
				const [job] = await row.untilJobs(1);
				await delay(500);
				const [{ id }] = await n8n.executions(workflow.id);
				const stoppedAt = Date.now();
				await n8n.rest('POST', `/executions/${id}/stop`, {});
				const execution = await n8n.untilExecution(workflow.id, ENDED);
				assert(execution.status === 'canceled', execution.status);
				assert(Date.now() - stoppedAt < 1_000, `stopped after ${Date.now() - stoppedAt} ms`);
				const looks = emulator.requestsTo(`GET /jobs/${job.requestId}`).length;
				await delay(6_000);
				assert(emulator.requestsTo(`GET /jobs/${job.requestId}`).length === looks, 'goes on polling');
				assert(n8n.log().includes(job.requestId), 'the request ID is not in the log');
				row.account([execution], n8n.log());
			});
		},
	],
];

interface Downtime {
	whileDown?(job: Job): Promise<void>;
	onceUp?(job: Job): void;
}

/** Kills n8n while an execution is parked, starts it again, and expects the picture all the same. */
async function killWhileParked(row: Row, { whileDown, onceUp }: Downtime): Promise<void> {
	const { emulator, n8n } = row.testBed;
	emulator.jobs.duration = 3_600_000;
	const workflow = await row.workflow([small()]);
	await row.run(async () => {
		await workflow.start();
		await n8n.untilExecution(workflow.id, ['waiting']);
		const [job] = await row.untilJobs(1);
		await n8n.kill();
		await Promise.resolve(whileDown?.(job)).finally(async () => await n8n.launch());
		onceUp?.(job);
		const execution = await n8n.untilExecution(workflow.id, ENDED);
		succeeded(execution);
		await row.goodItems(execution);
		row.account([execution]);
	});
}
