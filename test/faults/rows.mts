import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Execution } from '../harness/execution.mts';
import { generate, splitPrompts } from '../harness/workflows.mts';
import { assert } from './tally.mts';
import type { Row } from './tally.mts';

const ENDED = ['success', 'error', 'canceled', 'crashed'];
const SMALL = { ratio: 'custom', width: 256, height: 256 };
const small = (parameters: Record<string, unknown> = {}, settings = {}) => generate({ ...SMALL, ...parameters }, settings);
const getResult = {
	name: 'Get Result',
	parameters: { resource: 'job', operation: 'getResult', requestId: '={{ $json.body.id }}' },
};
const many = (count: number, name = 'item') => Array.from({ length: count }, (_, index) => `${name} ${index} ${randomInt(1e9)}`);

/** Runs a workflow once, from the trigger to its end. */
async function runOnce(row: Row, workflow: Awaited<ReturnType<Row['workflow']>>, body: object, index = 0): Promise<Execution> {
	await workflow.start(body);
	return await row.world.n8n.untilExecution(workflow.id, ENDED, { index, timeout: 90_000 });
}

function succeeded(execution: Execution): void {
	const { error } = execution.data.resultData;
	assert(execution.status === 'success', `ended with ${execution.status}: ${error?.message} ${error?.description ?? ''}`);
}

/** Every row of the table: its name, and what happens in it. */
export const rows: Array<[string, (row: Row) => Promise<void>]> = [
	['50 items in one run', async (row) => {
		row.world.emulator.jobs.duration = 2_000;
		const workflow = await row.workflow([splitPrompts, small()]);
		const prompts = many(50);
		await row.run(async () => {
			const execution = await runOnce(row, workflow, { prompts });
			succeeded(execution);
			const items = await row.goodItems(execution);
			const asked = items.map(({ json }) => row.world.emulator.jobs.all.get(json.request_id)?.fields.prompt);
			assert(JSON.stringify(asked) === JSON.stringify(prompts), 'items are missing or out of order');
			row.account(execution);
		});
	}],

	['10 good and 3 failing items, under each error setting', async (row) => {
		const { jobs } = row.world.emulator;
		const failOnce = new Set<string>();
		jobs.planFor = ({ prompt }) => {
			const fails = String(prompt).startsWith('bad') && !(String(prompt).includes('once') && failOnce.has(String(prompt)));
			failOnce.add(String(prompt));
			return fails ? { outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'The worker gave up' } : undefined;
		};
		const executions: Execution[] = [];
		const mixed = (name: string) => [...many(5, `good ${name}`), ...many(3, `bad ${name}`), ...many(5, `good ${name}`)];
		const runWith = async (name: string, settings: object, check: (execution: Execution) => Promise<void>) =>
			await row.run(async () => {
				const workflow = await row.workflow([splitPrompts, small({}, settings)]);
				const execution = await runOnce(row, workflow, { prompts: mixed(name) });
				executions.push(execution);
				await check(execution);
			});
		await runWith('stop', {}, async ({ status, data }) => {
			assert(status === 'error', 'did not fail');
			assert(data.resultData.error!.message === 'The deAPI job failed: The worker gave up (PROCESSING_ERROR)', data.resultData.error!.message);
		});
		await runWith('continue', { onError: 'continueRegularOutput' }, async (execution) => {
			const items = await row.goodItems(execution);
			const bad = items.flatMap(({ json }, index) => (json.error?.request_id ? [index] : []));
			assert(items.length === 13 && String(bad) === '5,6,7', `failed items are at ${bad} of ${items.length}`);
		});
		await runWith('error output', { onError: 'continueErrorOutput' }, async (execution) => {
			const [good, bad] = [await row.goodItems(execution), await row.goodItems(execution, 'Generate', 1)];
			assert(good.length === 10 && bad.length === 3, `${good.length} items came out, and ${bad.length} as errors`);
			assert(bad.every(({ json }) => json.error?.request_id), 'errors without a request ID');
		});
		await runWith('once retry', { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 }, async (execution) => {
			succeeded(execution);
			assert((await row.goodItems(execution)).filter(({ binary }) => binary).length === 13, 'not every item came to something');
			const created = row.jobs.filter(({ fields }) => String(fields.prompt).includes('once retry')).length;
			assert(created === 16, `${created} jobs were created, not 13 and 3 again`);
		});
		row.account(...executions);
	}],

	['duplicate events', async (row) => {
		const { emulator } = row.world;
		const workflow = await row.workflow([small()]);
		const executions: Execution[] = [];
		for (let index = 0; index < 5; index++) {
			await row.run(async () => {
				await workflow.start({ prompt: `twice ${index}` });
				const job = (await row.untilJobs(index + 1))[index];
				while (job.status !== 'done') await delay(10);
				const event = emulator.jobs.eventData(job, emulator.jobs.signUrl(job));
				await Promise.all([1, 2, 3].map(() => emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', event)));
				const execution = await row.world.n8n.untilExecution(workflow.id, ENDED, { index });
				succeeded(execution);
				await row.goodItems(execution);
				const looks = emulator.requestsTo(`GET /request-status/${job.requestId}`).length;
				assert(looks === 1, `the execution was resumed ${looks} times`);
				executions.push(execution);
			});
		}
		row.account(...executions);
	}],

	['events out of order', async (row) => {
		const { emulator } = row.world;
		emulator.webhooks.isLost = () => true;
		const workflow = await row.workflow([small()]);
		await row.run(async () => {
			await workflow.start();
			await row.world.n8n.untilExecution(workflow.id, ['waiting']);
			const [job] = await row.untilJobs(1);
			while (job.status !== 'done') await delay(10);
			const completed = emulator.jobs.eventData(job, emulator.jobs.signUrl(job));
			assert((await emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', completed)) === 200, 'not accepted');
			await emulator.webhooks.deliver(job.webhookUrl!, 'job.processing', { ...completed, status: 'processing' });
			const execution = await row.world.n8n.untilExecution(workflow.id, ENDED);
			succeeded(execution);
			await row.goodItems(execution);
			row.account(execution);
		});
	}],

	['1,000 forged, stale, foreign and malformed events', async (row) => {
		const { emulator, n8n } = row.world;
		emulator.webhooks.isLost = () => true;
		const workflow = await row.workflow([small()]);
		await row.run(async () => {
			await workflow.start();
			const parked = await n8n.untilExecution(workflow.id, ['waiting']);
			const [job] = await row.untilJobs(1);
			while (job.status !== 'done') await delay(10);
			const event = emulator.jobs.eventData(job, emulator.jobs.signUrl(job));
			for (let sent = 0; sent < 1_000; sent += 20) {
				const statuses = await Promise.all(Array.from({ length: 20 }, () => sendWrong(row, job.webhookUrl!, event)));
				assert(statuses.every((status) => status === 401 || status === 200), `answered ${statuses}`);
			}
			assert((await n8n.execution(parked.id)).status === 'waiting', 'a wrong event woke the execution');
			assert((await emulator.webhooks.deliver(job.webhookUrl!, 'job.completed', event)) === 200, 'the right one was refused');
			const execution = await n8n.untilExecution(workflow.id, ENDED);
			succeeded(execution);
			await row.goodItems(execution);
			row.account(execution);
		});
	}],

	['job finished before the execution was parked', async (row) => {
		row.world.emulator.jobs.duration = 0;
		const workflow = await row.workflow([small()]);
		const executions: Execution[] = [];
		for (let index = 0; index < 10; index++) {
			await row.run(async () => {
				const execution = await runOnce(row, workflow, { prompt: `early ${index}` }, index);
				succeeded(execution);
				await row.goodItems(execution);
				executions.push(execution);
			});
		}
		row.account(...executions);
	}],

	['every callback lost, then Get Result', async (row) => {
		const { emulator, n8n } = row.world;
		emulator.webhooks.isLost = () => true;
		const [workflow, rescue] = [await row.workflow([small()]), await row.workflow([getResult])];
		await row.run(async () => {
			await workflow.start();
			await n8n.untilExecution(workflow.id, ['waiting']);
			const [job] = await row.untilJobs(1);
			const execution = await runOnce(row, rescue, { id: job.requestId });
			succeeded(execution);
			assert((await row.goodItems(execution, 'Get Result'))[0].binary !== undefined, 'no file');
			row.account(execution);
		});
	}],

	['n8n killed while parked and started again, callback after', async (row) => {
		const { emulator, n8n } = row.world;
		emulator.jobs.duration = 3_600_000;
		const workflow = await row.workflow([small()]);
		await row.run(async () => {
			await workflow.start();
			await n8n.untilExecution(workflow.id, ['waiting']);
			await n8n.kill();
			await n8n.launch();
			const [job] = await row.untilJobs(1);
			emulator.jobs.finish(job);
			const execution = await n8n.untilExecution(workflow.id, ENDED);
			succeeded(execution);
			await row.goodItems(execution);
			row.account(execution);
		});
	}],

	['callback during a restart', async (row) => {
		const { emulator, n8n } = row.world;
		emulator.jobs.duration = 3_600_000;
		const workflow = await row.workflow([small()]);
		await row.run(async () => {
			await workflow.start();
			await n8n.untilExecution(workflow.id, ['waiting']);
			await n8n.kill();
			const [job] = await row.untilJobs(1);
			emulator.jobs.finish(job);
			await delay(200);
			assert(emulator.webhooks.deliveries.some(({ requestId, status }) => requestId === job.requestId && status === 0), 'no delivery failed');
			await n8n.launch();
			const execution = await n8n.untilExecution(workflow.id, ENDED);
			succeeded(execution);
			await row.goodItems(execution);
			row.account(execution);
		});
	}],

	['429 by the minute', async (row) => {
		const { emulator } = row.world;
		const limited = { times: 3, status: 429, headers: { 'retry-after': '1', 'x-ratelimit-type': 'minute' }, body: { message: 'Too Many Attempts.' } };
		emulator.faults.push({ on: 'POST /txt2img', ...limited }, { on: 'GET /request-status', ...limited });
		const executions: Execution[] = [];
		for (const waitMode of ['webhook', 'polling']) {
			await row.run(async () => {
				const execution = await runOnce(row, await row.workflow([splitPrompts, small({ waitMode })]), { prompts: many(4) });
				succeeded(execution);
				assert((await row.goodItems(execution)).length === 4, 'items are missing');
				executions.push(execution);
			});
		}
		row.account(...executions);
	}],

	['429 by the day', async (row) => {
		const { emulator } = row.world;
		const limited = { status: 429, headers: { 'retry-after': '40000', 'x-ratelimit-type': 'daily' }, body: { message: 'Too Many Attempts.' } };
		const executions: Execution[] = [];
		await row.run(async () => {
			emulator.faults.push({ on: 'POST /txt2img', ...limited });
			const workflow = await row.workflow([splitPrompts, small({}, { onError: 'continueRegularOutput' })]);
			const execution = await runOnce(row, workflow, { prompts: many(4) });
			const items = await row.goodItems(execution);
			const refused = items.filter(({ json }) => json.error?.message === 'The daily limit of the deAPI plan is used up');
			assert(refused.length === 1 && items.filter(({ binary }) => binary).length === 3, JSON.stringify(items.map(({ json }) => json.error)));
			executions.push(execution);
		});
		await row.run(async () => {
			const workflow = await row.workflow([splitPrompts, small({ waitMode: 'polling' })]);
			await workflow.start({ prompts: many(3) });
			emulator.faults.push({ on: 'GET /request-status', times: 20, ...limited });
			const execution = await row.world.n8n.untilExecution(workflow.id, ENDED);
			assert(execution.data.resultData.error?.message === 'The daily limit of the deAPI plan is used up', String(execution.data.resultData.error?.message));
			assert(emulator.faults[0]?.times === 19, 'the status was asked for again');
			executions.push(execution);
		});
		row.account(...executions);
	}],

	['answers with status 500', async (row) => {
		const { emulator } = row.world;
		const executions: Execution[] = [];
		await row.run(async () => {
			emulator.faults.push({ on: 'GET /request-status', times: 2 }, { on: 'GET storage', times: 2 });
			const execution = await runOnce(row, await row.workflow([small()]), { prompt: 'stumbling' });
			succeeded(execution);
			await row.goodItems(execution);
			executions.push(execution);
		});
		await row.run(async () => {
			emulator.faults.push({ on: 'POST /txt2img' });
			const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
			const before = emulator.requestsTo('POST /txt2img').length;
			const execution = await runOnce(row, await row.workflow([small({}, settings)]), { prompt: 'perhaps' });
			assert(String(execution.data.resultData.error?.message).includes('may have been submitted'), 'does not say that a job may be running');
			assert(emulator.requestsTo('POST /txt2img').length === before + 1, 'was submitted again');
			executions.push(execution);
		});
		row.account(...executions);
	}],

	['connection dropped before and after the job was accepted', async (row) => {
		const { emulator } = row.world;
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
		for (const drop of ['before', 'after'] as const) {
			await row.run(async () => {
				emulator.faults.push({ on: 'POST /txt2img', drop });
				const before = emulator.requestsTo('POST /txt2img').length;
				const execution = await runOnce(row, await row.workflow([small({}, settings)]), { prompt: `dropped ${drop}` });
				const { message, description } = execution.data.resultData.error!;
				assert(message.includes('may have been submitted all the same'), message);
				assert(String(description).includes('nothing is billed twice'), String(description));
				assert(emulator.requestsTo('POST /txt2img').length === before + 1, 'was submitted again');
			});
		}
		const charged = row.jobs.length;
		assert(charged === 1, `${charged} jobs were created`);
	}],

	['result URL expired', async (row) => {
		const { emulator } = row.world;
		await row.run(async () => {
			emulator.faults.push({ on: 'GET storage', status: 403 });
			const execution = await runOnce(row, await row.workflow([small()]), { prompt: 'late' });
			succeeded(execution);
			await row.goodItems(execution);
			row.account(execution);
		});
	}],

	['download cut in the middle', async (row) => {
		const { emulator } = row.world;
		await row.run(async () => {
			emulator.faults.push({ on: 'GET storage', times: 2, drop: 'middle' });
			const execution = await runOnce(row, await row.workflow([small()]), { prompt: 'half' });
			succeeded(execution);
			await row.goodItems(execution);
			row.account(execution);
		});
	}],

	['execution cancelled while polling', async (row) => {
		const { emulator, n8n } = row.world;
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
			const looks = emulator.requestsTo(`GET /request-status/${job.requestId}`).length;
			await delay(6_000);
			assert(emulator.requestsTo(`GET /request-status/${job.requestId}`).length === looks, 'goes on polling');
			assert(n8n.log().includes(job.requestId), 'the request ID is not in the log');
		});
	}],

	['two executions of one workflow at once', async (row) => {
		const workflow = await row.workflow([splitPrompts, small()]);
		await row.run(async () => {
			const bodies = [many(5, 'left'), many(5, 'right')];
			await workflow.start({ prompts: many(1, 'first') });
			await row.world.n8n.untilExecution(workflow.id, ENDED);
			await Promise.all(bodies.map(async (prompts) => await workflow.start({ prompts })));
			const executions = [1, 2].map(async (index) => await row.world.n8n.untilExecution(workflow.id, ENDED, { index }));
			for (const execution of await Promise.all(executions)) {
				succeeded(execution);
				const items = await row.goodItems(execution);
				const sides = new Set(items.map(({ json }) => String(row.world.emulator.jobs.all.get(json.request_id)?.fields.prompt).split(' ')[0]));
				assert(items.length === 5 && sides.size === 1, 'the executions are mixed');
			}
			row.account(...(await Promise.all([0, 1, 2].map(async (index) => await row.world.n8n.untilExecution(workflow.id, ENDED, { index })))));
		});
	}],

	['no callback within Wait Timeout', async (row) => {
		const { emulator, n8n } = row.world;
		emulator.webhooks.isLost = () => true;
		const options = { waitTimeout: 1, concurrency: 1 };
		const stopping = await row.workflow([splitPrompts, small({ options })]);
		const continuing = await row.workflow([splitPrompts, small({ options }, { onError: 'continueErrorOutput' })]);
		await Promise.all([stopping, continuing].map(async ({ start }) => await start({ prompts: many(2) })));
		const patience = { timeout: 240_000 };
		const stopped = await n8n.untilExecution(stopping.id, ENDED, patience);
		const continued = await n8n.untilExecution(continuing.id, ENDED, patience);
		await row.run(async () => {
			const { status, data } = stopped;
			if (n8n.version.startsWith('1.')) {
				// Older n8n cannot fail a node whose wait has ended; the items say what happened.
				const ids = data.resultData.runData.Generate.at(-1)?.data?.main[0]?.map(({ json }) => json.error?.request_id);
				assert(ids?.length === 2 && ids.every(Boolean), `items came out as ${JSON.stringify(ids)}`);
			} else {
				assert(status === 'error', status);
				assert(data.resultData.error!.message === 'deAPI did not call back within "Wait Timeout"', data.resultData.error!.message);
			}
		});
		await row.run(async () => {
			const errors = await row.goodItems(continued, 'Generate', 1);
			assert(errors.length === 2 && errors.every(({ json }) => json.error?.request_id), `errors: ${JSON.stringify(errors)}`);
		});
		row.account(stopped, continued);
	}],
];

/** A delivery that is wrong in a way chosen by chance. */
async function sendWrong(row: Row, url: string, event: Record<string, unknown>): Promise<number> {
	const { webhooks } = row.world.emulator;
	const hex = randomBytes(32).toString('hex');
	const text = randomBytes(randomInt(1, 40)).toString('latin1').replace(/[^\x20-\x7e]/g, '?');
	const wrongs: Array<() => Promise<number>> = [
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-signature': `sha256=${hex}` }),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-signature': text }),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-signature': undefined }),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-timestamp': String(randomInt(1, 2 ** 31)) }),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-timestamp': text }),
		() => webhooks.deliver(url, 'job.completed', { ...event, job_request_id: hex }),
		() => webhooks.deliver(url, 'job.completed', { job_request_id: null }),
		() => webhooks.deliver(url, text, event),
		() => webhooks.deliver(url, 'job.processing', event),
		() => webhooks.deliver(url, 'job.completed', event, 1, { 'x-deapi-signature': `sha256=${hex.toUpperCase()}`, 'content-type': 'text/plain' }),
	];
	return await wrongs[randomInt(wrongs.length)]();
}
