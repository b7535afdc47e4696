import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { gotFile } from '../faults/calls.mts';
import { everyCallbackLost } from '../faults/rows/safetyNet.mts';
import { ask, respondFile } from '../faults/rows/webhooks.mts';
import { allGood, ENDED, runAtOnce, small, succeeded } from '../faults/runs.mts';
import type { NamedRow } from '../faults/runs.mts';
import { assert } from '../faults/tally.mts';
import { eventTrigger, rowOf } from '../support/harness/workflows.mts';
import type { QueueN8n } from './queueN8n.mts';

const FOR_EVER = 3_600_000;

/** What only several processes can go through. */
export function scaled(n8n: QueueN8n): NamedRow[] {
	const [first, second] = n8n.workers;
	return [
		[
			'parked by one worker, resumed by the other',
			async (row) => {
				const { jobs } = row.testBed.emulator;
				jobs.duration = FOR_EVER;
				await row.run(async () => {
					await second.stop();
					const workflow = await row.workflow([small()]);
					await workflow.start();
					const { id } = await n8n.untilExecution(workflow.id, ['waiting']);
					await second.launch();
					await first.stop();
					const [job] = await row.untilJobs(1);
					await jobs.finish(job);
					const execution = await n8n.untilExecution(workflow.id, ENDED);
					await first.launch();
					succeeded(execution);
					assert(first.hasRun(id) && second.hasRun(id), 'both workers have to take part');
					await row.goodItems(execution);
					row.account([execution]);
				});
			},
		],

		[
			'a worker killed while its executions are parked',
			async (row) => {
				const { jobs } = row.testBed.emulator;
				jobs.duration = FOR_EVER;
				await row.run(async () => {
					const workflow = await row.workflow([small()]);
					for (let run = 0; run < 6; run++) await workflow.start({ prompt: `kill ${run}` });
					await n8n.untilExecutions(workflow.id, ['waiting'], 6);
					await first.kill();
					await Promise.all((await row.untilJobs(6)).map(async (job) => await jobs.finish(job)));
					const executions = await n8n.untilExecutions(workflow.id, ENDED, 6);
					await first.launch();
					await allGood(row, executions);
					row.account(executions);
				});
			},
		],

		[
			'callback while the main process is down',
			async (row) => {
				const { jobs, webhooks } = row.testBed.emulator;
				jobs.duration = FOR_EVER;
				await row.run(async () => {
					const workflow = await row.workflow([small()]);
					await workflow.start();
					await n8n.untilExecution(workflow.id, ['waiting']);
					await n8n.kill();
					const [job] = await row.untilJobs(1);
					await jobs.finish(job);
					const answered = () => webhooks.deliveries.some(({ requestId, status }) => requestId === job.requestId && status === 200);
					for (let waited = 0; waited < 10_000 && !answered(); waited += 100) await delay(100);
					assert(answered(), 'the webhook process did not answer');
					await n8n.launch();
					const execution = await n8n.untilExecution(workflow.id, ENDED);
					succeeded(execution);
					await row.goodItems(execution);
					row.account([execution]);
				});
			},
		],

		[
			'a worker killed while it polls',
			async (row) => {
				const { emulator } = row.testBed;
				emulator.jobs.duration = FOR_EVER;
				await row.run(async () => {
					const workflow = await row.workflow([small({ waitMode: 'polling' })]);
					await workflow.start();
					await row.untilJobs(1);
					await delay(1_000);
					const [{ id }] = await n8n.executions(workflow.id);
					const worker = n8n.workers.find((candidate) => candidate.hasRun(id))!;
					await worker.kill();
					await worker.launch();
					const execution = await n8n.untilExecution(workflow.id, ENDED, { timeout: 180_000 });
					assert(execution.status === 'crashed', execution.status);
					assert(row.jobs.length === 1, `submitted ${row.jobs.length} times`);
					// n8n keeps nothing of what a dead process has done, but its log.
					row.account([execution], n8n.log());
				});
			},
		],

		[
			'Respond to Webhook later, with Automatic',
			async (row) => {
				row.testBed.emulator.jobs.duration = 3_000;
				await row.run(async () => await gotFile(row, await ask(row, 'responseNode', [small(), respondFile])));
				await row.accountForAll();
			},
		],

		[
			'events start the trigger on both workers, repeated ones start nothing',
			async (row) => {
				const { jobs, webhooks } = row.testBed.emulator;
				jobs.duration = 300;
				await row.run(async () => {
					const webhookId = randomUUID();
					const listener = await row.add(rowOf(webhookId, eventTrigger(webhookId, {})));
					const url = await n8n.untilRegistered(`webhook/${webhookId}/webhook`);
					webhooks.accountUrl = url;
					const workflow = await row.workflow([small({ waitMode: 'dontWait' })]);
					for (let run = 0; run < 6; run++) await workflow.start({ prompt: `event ${run}` });
					const executions = await n8n.untilExecutions(listener, ENDED, 6);
					for (const execution of executions) {
						succeeded(execution);
						const [item] = await row.goodItems(execution, 'deAPI Trigger');
						assert(item?.binary !== undefined, 'no file');
					}
					assert(
						n8n.workers.every((worker) => executions.some(({ id }) => worker.hasRun(id))),
						'one worker did it all',
					);
					const ids = new Set(row.jobs.map(({ requestId }) => requestId));
					const told = webhooks.deliveries.filter(({ event, requestId }) => event === 'job.completed' && ids.has(requestId));
					for (const { requestId, deliveryId } of told) {
						const data = { job_request_id: requestId, status: 'done', job_type: 'txt2img' };
						const status = await webhooks.deliver(url, 'job.completed', data, 2, {}, deliveryId);
						assert(status === 200, `a repeated event was answered with ${status}`);
					}
					await delay(2_000);
					const count = (await n8n.executions(listener)).length;
					assert(count === 6, `${count} executions for six jobs`);
				});
				await row.accountForAll();
			},
		],

		everyCallbackLost({ 'done before the first look': { jobMs: 1_000, foundAfter: 120_000, looks: 1 } }),

		[
			'100 executions at once',
			async (row) => {
				row.testBed.emulator.jobs.duration = 5_000;
				await row.run(async () => {
					const executions = await runAtOnce(row, 100);
					assert(
						n8n.workers.every((worker) => executions.some(({ id }) => worker.hasRun(id))),
						'one worker did it all',
					);
				});
			},
		],
	];
}
