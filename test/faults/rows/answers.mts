import { OVER_RATE } from '../../support/emulator/faults.mts';
import type { Execution } from '../../support/harness/execution.mts';
import { BROKEN } from '../../support/emulator/lies.mts';
import { splitPrompts } from '../../support/harness/workflows.mts';
import { ENDED, many, runOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';

/** Longer than any patience of the node, with time for another try. */
const STALLED = 240_000;

/** Answers of the API and its storage that are not what was hoped for. */
export const answers: NamedRow[] = [
	[
		'429 by the minute',
		async (row) => {
			const { emulator } = row.testBed;
			const limited = { times: 3, ...OVER_RATE };
			emulator.faults.push({ on: 'POST /images/generations', ...limited }, { on: 'GET /jobs', ...limited });
			const executions: Execution[] = [];
			for (const waitMode of ['webhook', 'polling']) {
				await row.run(async () => {
					const execution = await runOnce(row, await row.workflow([splitPrompts, small({ waitMode })]), { prompts: many(4) });
					succeeded(execution);
					assert((await row.goodItems(execution)).length === 4, 'items are missing');
					executions.push(execution);
				});
			}
			row.account(executions);
		},
	],

	[
		'429 by the day',
		async (row) => {
			const { emulator } = row.testBed;
			const limited = {
				status: 429,
				headers: { 'retry-after': '40000', 'x-ratelimit-type': 'daily' },
				body: { message: 'Too Many Attempts.' },
			};
			const executions: Execution[] = [];
			await row.run(async () => {
				emulator.faults.push({ on: 'POST /images/generations', ...limited });
				const workflow = await row.workflow([splitPrompts, small({}, { onError: 'continueRegularOutput' })]);
				const execution = await runOnce(row, workflow, { prompts: many(4) });
				const items = await row.goodItems(execution);
				const refused = items.filter(({ json }) => json.error?.message === 'The daily limit of the deAPI plan is used up');
				assert(
					refused.length === 1 && items.filter(({ binary }) => binary).length === 3,
					JSON.stringify(items.map(({ json }) => json.error)),
				);
				executions.push(execution);
			});
			await row.run(async () => {
				const workflow = await row.workflow([splitPrompts, small({ waitMode: 'polling' })]);
				await workflow.start({ prompts: many(3) });
				emulator.faults.push({ on: 'GET /jobs', times: 20, ...limited });
				const execution = await row.testBed.n8n.untilExecution(workflow.id, ENDED);
				assert(
					execution.data.resultData.error?.message === 'The daily limit of the deAPI plan is used up',
					String(execution.data.resultData.error?.message),
				);
				assert(emulator.faults[0]?.times === 19, 'the status was asked for again');
				executions.push(execution);
			});
			row.account(executions);
		},
	],

	[
		'answers with status 500',
		async (row) => {
			const { emulator } = row.testBed;
			const executions: Execution[] = [];
			await row.run(async () => {
				emulator.faults.push({ on: 'GET /jobs', times: 2 }, { on: 'GET storage', times: 2 });
				const execution = await runOnce(row, await row.workflow([small()]), { prompt: 'stumbling' });
				succeeded(execution);
				await row.goodItems(execution);
				executions.push(execution);
			});
			await row.run(async () => {
				emulator.faults.push({ on: 'POST /images/generations' });
				const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
				const before = emulator.requestsTo('POST /images/generations').length;
				const execution = await runOnce(row, await row.workflow([small({}, settings)]), { prompt: 'perhaps' });
				assert(
					String(execution.data.resultData.error?.message).includes('may have been submitted'),
					'does not say that a job may be running',
				);
				assert(emulator.requestsTo('POST /images/generations').length === before + 1, 'was submitted again');
				executions.push(execution);
			});
			row.account(executions);
		},
	],

	[
		'connection dropped before and after the job was accepted',
		async (row) => {
			const { emulator } = row.testBed;
			const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
			const executions: Execution[] = [];
			for (const drop of ['before', 'after'] as const) {
				await row.run(async () => {
					emulator.faults.push({ on: 'POST /images/generations', drop });
					const before = emulator.requestsTo('POST /images/generations').length;
					const execution = await runOnce(row, await row.workflow([small({}, settings)]), { prompt: `dropped ${drop}` });
					executions.push(execution);
					const { message, description } = execution.data.resultData.error!;
					assert(message.includes('may have been submitted all the same'), message);
					assert(String(description).includes('nothing is billed twice'), String(description));
					assert(emulator.requestsTo('POST /images/generations').length === before + 1, 'was submitted again');
				});
			}
			row.account(executions);
			const charged = row.jobs.length;
			assert(charged === 1, `${charged} jobs were created`);
		},
	],

	[
		'result URL expired',
		async (row) => {
			const { emulator } = row.testBed;
			await row.run(async () => {
				emulator.faults.push({ on: 'GET storage', status: 403 });
				const execution = await runOnce(row, await row.workflow([small()]), { prompt: 'late' });
				succeeded(execution);
				await row.goodItems(execution);
				row.account([execution]);
			});
		},
	],

	[
		'download that falls silent in the middle',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			await row.run(async () => {
				emulator.faults.push({ on: 'GET storage', manner: BROKEN['silence in the body'] });
				const workflow = await row.workflow([small()]);
				await workflow.start();
				const execution = await n8n.untilExecution(workflow.id, ENDED, { timeout: STALLED });
				succeeded(execution);
				const [item] = await row.goodItems(execution);
				assert(item?.binary !== undefined, 'no file');
				row.account([execution]);
			});
		},
	],

	[
		'download cut in the middle',
		async (row) => {
			const { emulator } = row.testBed;
			await row.run(async () => {
				emulator.faults.push({ on: 'GET storage', times: 2, drop: 'middle' });
				const execution = await runOnce(row, await row.workflow([small()]), { prompt: 'half' });
				succeeded(execution);
				await row.goodItems(execution);
				row.account([execution]);
			});
		},
	],
];
