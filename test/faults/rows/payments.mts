import type { Execution } from '../../support/harness/execution.mts';
import { generate, splitPrompts } from '../../support/harness/workflows.mts';
import { runOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';

/** What must not be paid, or not paid twice. */
export const payments: NamedRow[] = [
	[
		'a job that always fails, under Retry On Fail',
		async (row) => {
			row.testBed.emulator.jobs.planFor = () => ({ outcome: 'error', errorCode: 'INVALID_INPUT', errorMessage: 'Cannot be done' });
			const executions: Execution[] = [];
			for (const waitMode of ['webhook', 'polling']) {
				await row.run(async () => {
					const before = row.jobs.length;
					const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
					const execution = await runOnce(row, await row.workflow([small({ waitMode }, settings)]), { prompt: waitMode });
					executions.push(execution);
					const { status, data } = execution;
					assert(status === 'error', status);
					assert(String(data.resultData.error?.message).includes('Cannot be done'), String(data.resultData.error?.message));
					assert(row.jobs.length - before === 3, `${row.jobs.length - before} jobs were created, not 3`);
				});
			}
			row.account(executions);
		},
	],

	[
		'chosen model down, Fallback Models',
		async (row) => {
			const { emulator } = row.testBed;
			const down = { status: 422, body: { message: 'The selected model is currently unavailable.' } };
			const executions: Execution[] = [];
			const serve = async (prompt: string) =>
				await row.run(async () => {
					const options = { fallbackModels: ['ZImageTurbo_INT8'] };
					const execution = await runOnce(row, await row.workflow([small({ options })]), { prompt });
					succeeded(execution);
					const [{ json }] = await row.goodItems(execution);
					assert(json.model === 'ZImageTurbo_INT8', `served by ${json.model}`);
					executions.push(execution);
				});
			emulator.faults.push({ on: 'POST /images/generations', ...down });
			await serve('down at submission');
			emulator.jobs.plans.push({
				outcome: 'error',
				errorCode: 'model_unavailable',
				errorMessage: 'The requested model is currently unavailable',
			});
			await serve('down in the job');
			row.account(executions);
		},
	],

	[
		'one item above Maximum Price, and an empty balance',
		async (row) => {
			const { emulator } = row.testBed;
			const executions: Execution[] = [];
			await row.run(async () => {
				const nodes = [
					splitPrompts,
					generate({
						ratio: 'custom',
						width: '={{ $json.prompt === "large" ? 2048 : 256 }}',
						height: 256,
						options: { maximumPrice: 0.002 },
					}),
				];
				const execution = await runOnce(row, await row.workflow(nodes), { prompts: ['small', 'large'] });
				executions.push(execution);
				const { data } = execution;
				assert(
					/more than the \$0.002 of "Maximum Price/.test(String(data.resultData.error?.message)),
					String(data.resultData.error?.message),
				);
				assert(row.jobs.length === 0, 'something was submitted');
			});
			await row.run(async () => {
				const before = emulator.balance;
				emulator.balance = 0.0001;
				const execution = await runOnce(row, await row.workflow([small()]), { prompt: 'too poor' });
				executions.push(execution);
				const { data } = execution;
				emulator.balance = before;
				assert(
					String(data.resultData.error?.description).includes('the account has $0.0001: $0.00024 are missing'),
					String(data.resultData.error?.description),
				);
				assert(row.jobs.length === 0, 'something was submitted');
			});
			row.account(executions);
		},
	],
];
