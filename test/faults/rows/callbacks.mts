import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Execution } from '../../support/harness/execution.mts';
import { getResult, resumeUrl, waitForCall } from '../../support/harness/workflows.mts';
import { ENDED, runAtOnce, runOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

/** How long a parked execution waits for a callback before it looks for itself. */
const OWN_LOOK_MS = 120_000;

/** Callbacks that come twice, in the wrong order, forged, too early, or never. */
export const callbacks: NamedRow[] = [
	[
		'duplicate events',
		async (row) => {
			const { emulator } = row.testBed;
			const workflow = await row.workflow([small()]);
			const executions: Execution[] = [];
			for (let index = 0; index < 5; index++) {
				await row.run(async () => {
					await workflow.start({ prompt: `twice ${index}` });
					const job = (await row.untilJobs(index + 1))[index];
					while (job.status !== 'done') await delay(10);
					const event = emulator.jobs.eventData(job, emulator.jobs.signUrl(job));
					await Promise.all([1, 2, 3].map(() => emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', event)));
					const execution = await row.testBed.n8n.untilExecution(workflow.id, ENDED, { index });
					succeeded(execution);
					await row.goodItems(execution);
					const looks = emulator.requestsTo(`GET /jobs/${job.requestId}`).length;
					assert(looks === 1, `the execution was resumed ${looks} times`);
					executions.push(execution);
				});
			}
			row.account(executions);
		},
	],

	[
		'events out of order',
		async (row) => {
			const { emulator } = row.testBed;
			emulator.webhooks.isLost = () => true;
			const workflow = await row.workflow([small()]);
			await row.run(async () => {
				await workflow.start();
				await row.testBed.n8n.untilExecution(workflow.id, ['waiting']);
				const [job] = await row.untilJobs(1);
				while (job.status !== 'done') await delay(10);
				const completed = emulator.jobs.eventData(job, emulator.jobs.signUrl(job));
				assert((await emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', completed)) === 200, 'not accepted');
				await emulator.webhooks.deliver(job.webhookUrl!, 'job.processing', { ...completed, status: 'processing' });
				const execution = await row.testBed.n8n.untilExecution(workflow.id, ENDED);
				succeeded(execution);
				await row.goodItems(execution);
				row.account([execution]);
			});
		},
	],

	[
		'1,000 forged, stale, foreign and malformed events',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			emulator.webhooks.isLost = () => true;
			// Else the look of n8n's timer could find it done meanwhile.
			emulator.jobs.duration = 3_600_000;
			const workflow = await row.workflow([small()]);
			await row.run(async () => {
				const startedAt = Date.now();
				await workflow.start();
				await n8n.untilExecution(workflow.id, ['waiting']);
				const [job] = await row.untilJobs(1);
				const event = { ...emulator.jobs.eventData(job), status: 'done' };
				for (let sent = 0; sent < 1_000; sent += 20) {
					const statuses = await Promise.all(Array.from({ length: 20 }, () => sendWrong(row, job.webhookUrl!, event)));
					// n8n answers 409 while the node looks for itself.
					assert(
						statuses.every((status) => [200, 401, 409].includes(status)),
						`answered ${statuses}`,
					);
				}
				await n8n.untilExecution(workflow.id, ['waiting']);
				const looks = emulator.requestsTo(`GET /jobs/${job.requestId}`).length;
				// A slow machine takes longer than that for 1,000 events.
				const due = Math.floor((Date.now() - startedAt) / OWN_LOOK_MS);
				assert(looks <= due, `a wrong event woke the execution: ${looks} looks at the job, where the time was for ${due}`);
				await emulator.jobs.finish(job);
				const right = emulator.jobs.eventData(job, emulator.jobs.signUrl(job));
				assert((await emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', right)) === 200, 'the right one was refused');
				const execution = await n8n.untilExecution(workflow.id, ENDED);
				succeeded(execution);
				await row.goodItems(execution);
				row.account([execution]);
			});
		},
	],

	[
		'job finished before the execution was parked',
		async (row) => {
			const { emulator } = row.testBed;
			emulator.jobs.duration = 0;
			emulator.faults.push({ on: 'POST /images/generations', times: 10, late: 500 });
			const workflow = await row.workflow([small()]);
			const executions: Execution[] = [];
			for (let index = 0; index < 10; index++) {
				await row.run(async () => {
					const execution = await runOnce(row, workflow, { prompt: `early ${index}` }, index);
					succeeded(execution);
					const [first] = emulator.webhooks.deliveries.filter(({ requestId }) => requestId === row.jobs[index].requestId);
					assert(first.status === 409, `the first delivery was answered ${first.status}: it did not come too early`);
					await row.goodItems(execution);
					executions.push(execution);
				});
			}
			row.account(executions);
		},
	],

	[
		'late events, while a later node waits for an approval',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			const workflow = await row.workflow([resumeUrl, small(), waitForCall('Approval'), { name: 'Publish', type: 'n8n-nodes-base.noOp' }]);
			const executions: Execution[] = [];
			for (let index = 0; index < 20; index++) {
				await row.run(async () => {
					await workflow.start({ prompt: `approval ${index}` });
					const job = (await row.untilJobs(index + 1))[index];
					const waiting = await untilAt(row, workflow.id, 'Approval', index);
					const event = emulator.jobs.eventData(job, emulator.jobs.signUrl(job));
					for (const name of ['job.processing', 'job.completed']) await emulator.webhooks.deliver(job.webhookUrl!, name, event);
					await delay(100);
					const still = await n8n.execution(waiting.id);
					assert(still.status === 'waiting' && !still.data.resultData.runData.Publish, 'an event of deAPI gave the approval');

					const url = String(waiting.data.resultData.runData['Resume URL'][0].data!.main[0]![0].json.url);
					assert((await emulator.webhooks.deliver(url, 'approved', {})) === 200, 'the approval was refused');
					const execution = await n8n.untilExecution(workflow.id, ENDED, { index });
					succeeded(execution);
					await row.goodItems(execution);
					executions.push(execution);
				});
			}
			row.account(executions);
		},
	],

	[
		'40 executions at once, of jobs that begin at once',
		async (row) => {
			const { jobs, webhooks } = row.testBed.emulator;
			// They begin after a quarter of it, when a busy n8n has parked none of them yet.
			jobs.duration = 1_500;
			await row.run(async () => {
				await runAtOnce(row, 40);
				assert(!webhooks.switchedOff, 'deAPI has switched off the webhooks of the account');
			});
		},
	],

	[
		'every callback lost, then Get Result',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			emulator.webhooks.isLost = () => true;
			const [workflow, rescue] = [await row.workflow([small()]), await row.workflow([getResult('={{ $json.body.id }}')])];
			await row.run(async () => {
				await workflow.start();
				await n8n.untilExecution(workflow.id, ['waiting']);
				const [job] = await row.untilJobs(1);
				const execution = await runOnce(row, rescue, { id: job.requestId });
				succeeded(execution);
				assert((await row.goodItems(execution, 'Get Result'))[0].binary !== undefined, 'no file');
				row.account([execution]);
			});
		},
	],
];

/** A delivery that is wrong in a way chosen by chance. */
async function sendWrong(row: Row, url: string, event: Record<string, unknown>): Promise<number> {
	const { webhooks } = row.testBed.emulator;
	/** Another job's secret, or the account's in place of an empty one. */
	const signedBy = async (secret: string, send: () => Promise<number>) => {
		const { secretOf } = webhooks;
		webhooks.secretOf = () => secret || undefined;
		const sent = send();
		webhooks.secretOf = secretOf;
		return await sent;
	};
	const hex = randomBytes(32).toString('hex');
	const text = randomBytes(randomInt(1, 40))
		.toString('latin1')
		.replace(/[^\x20-\x7e]/g, '?');
	const wrongs: Array<() => Promise<number>> = [
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-signature': `sha256=${hex}` }),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-signature': text }),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-signature': undefined }),
		() => signedBy('', () => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-timestamp': String(randomInt(1, 2 ** 31)) })),
		() => signedBy(hex, () => webhooks.deliver(url, 'job.completed', event)),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-timestamp': text }),
		() => webhooks.deliver(url, 'job.completed', { ...event, job_request_id: hex }),
		() => webhooks.deliver(url, 'job.completed', { job_request_id: null }),
		() => webhooks.deliver(url, text, event),
		() => webhooks.deliver(url, 'job.processing', event),
		() =>
			webhooks.deliver(url, 'job.completed', event, 1, {
				'x-deapi-signature': `sha256=${hex.toUpperCase()}`,
				'content-type': 'text/plain',
			}),
	];
	return await wrongs[randomInt(wrongs.length)]();
}

/** An execution that is parked at a node. */
async function untilAt({ testBed: { n8n } }: Row, workflow: string, node: string, index: number): Promise<Execution> {
	for (let waited = 0; waited < 60_000; waited += 100) {
		const execution = await n8n.untilExecution(workflow, ['waiting'], { index });
		if (execution.data.resultData.lastNodeExecuted === node) return execution;
		await delay(100);
	}
	throw new Error(`Execution ${index} did not come to ${node}`);
}
