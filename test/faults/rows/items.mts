import type { Execution } from '../../support/harness/execution.mts';
import { splitPrompts, to } from '../../support/harness/workflows.mts';
import type { NodeSpec } from '../../support/harness/workflows.mts';
import { ENDED, many, runOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';

/** Many items, and what becomes of each. */
export const items: NamedRow[] = [
	[
		'50 items in one run',
		async (row) => {
			row.testBed.emulator.jobs.duration = 2_000;
			const workflow = await row.workflow([splitPrompts, small()]);
			const prompts = many(50);
			await row.run(async () => {
				const execution = await runOnce(row, workflow, { prompts });
				succeeded(execution);
				const items = await row.goodItems(execution);
				const asked = items.map(({ json }) => row.testBed.emulator.jobs.all.get(json.request_id)?.fields.prompt);
				assert(JSON.stringify(asked) === JSON.stringify(prompts), 'items are missing or out of order');
				row.account([execution]);
			});
		},
	],

	[
		'10 good and 3 failing items, under each error setting',
		async (row) => {
			const { jobs } = row.testBed.emulator;
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
				assert(
					data.resultData.error!.message === 'The deAPI job failed: The worker gave up (PROCESSING_FAILED)',
					data.resultData.error!.message,
				);
			});
			await runWith('continue', { onError: 'continueRegularOutput' }, async (execution) => {
				const items = await row.goodItems(execution);
				const bad = items.flatMap(({ json }, index) => (json.error?.request_id ? [index] : []));
				assert(items.length === 13 && String(bad) === '5,6,7', `failed items are at ${bad} of ${items.length}`);
			});
			await runWith('error output', { onError: 'continueErrorOutput' }, async (execution) => {
				const [good, bad] = [await row.goodItems(execution), await row.goodItems(execution, 'Generate', 1)];
				assert(good.length === 10 && bad.length === 3, `${good.length} items came out, and ${bad.length} as errors`);
				assert(
					bad.every(({ json }) => json.error?.request_id),
					'errors without a request ID',
				);
			});
			await runWith('once retry', { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 }, async (execution) => {
				succeeded(execution);
				assert((await row.goodItems(execution)).filter(({ binary }) => binary).length === 13, 'not every item came to something');
				const created = row.jobs.filter(({ fields }) => String(fields.prompt).includes('once retry')).length;
				assert(created === 16, `${created} jobs were created, not 13 and 3 again`);
			});
			row.account(executions);
		},
	],

	[
		'items with a field error, under each error setting with Retry On Fail',
		async (row) => {
			const executions: Execution[] = [];
			for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']) {
				for (const error of ['', 'no such file', null, false, {}]) {
					await row.run(async () => {
						const retrying = { onError, retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
						const workflow = await row.workflow([splitPrompts, withError(error), small({}, retrying)]);
						const prompts = many(2, `error ${JSON.stringify(error)}`);
						const execution = await runOnce(row, workflow, { prompts });
						executions.push(execution);
						succeeded(execution);
						const items = await row.goodItems(execution);
						assert(items.length === 2 && items.every(({ binary }) => binary !== undefined), 'a file is missing');
					});
				}
			}
			row.account(executions);
		},
	],

	[
		'Loop Over Items, two at a time',
		async (row) => {
			const loop = { name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3, parameters: { batchSize: 2, options: {} } };
			const workflow = await row.workflow([splitPrompts, loop, small()], {
				Loop: { main: [[], to('Generate')] },
				Generate: { main: [to('Loop')] },
			});
			await row.run(async () => {
				const prompts = many(6);
				const execution = await runOnce(row, workflow, { prompts });
				succeeded(execution);
				const asked = execution.data.resultData.runData.Generate.map(({ data }) =>
					data?.main[0]?.map(({ json }) => row.testBed.emulator.jobs.all.get(json.request_id)?.fields.prompt),
				);
				const pairs = [prompts.slice(0, 2), prompts.slice(2, 4), prompts.slice(4)];
				assert(JSON.stringify(asked) === JSON.stringify(pairs), `the runs came to ${JSON.stringify(asked)}`);
				row.account([execution]);
			});
		},
	],

	[
		'two executions of one workflow at once',
		async (row) => {
			const workflow = await row.workflow([splitPrompts, small()]);
			await row.run(async () => {
				const bodies = [many(5, 'left'), many(5, 'right')];
				await workflow.start({ prompts: many(1, 'first') });
				await row.testBed.n8n.untilExecution(workflow.id, ENDED);
				await Promise.all(bodies.map(async (prompts) => await workflow.start({ prompts })));
				const executions = [1, 2].map(async (index) => await row.testBed.n8n.untilExecution(workflow.id, ENDED, { index }));
				for (const execution of await Promise.all(executions)) {
					succeeded(execution);
					const items = await row.goodItems(execution);
					const sides = new Set(
						items.map(({ json }) => String(row.testBed.emulator.jobs.all.get(json.request_id)?.fields.prompt).split(' ')[0]),
					);
					assert(items.length === 5 && sides.size === 1, 'the executions are mixed');
				}
				row.account(await Promise.all([0, 1, 2].map(async (index) => await row.testBed.n8n.untilExecution(workflow.id, ENDED, { index }))));
			});
		},
	],
];

/** Gives each item a field as of an HTTP Request node that goes on after an error. */
const withError = (error: unknown): NodeSpec => ({
	name: 'With Error',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: `={{ { prompt: $json.prompt, error: ${JSON.stringify(error)} } }}` },
});
