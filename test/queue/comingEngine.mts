import { refused } from '../faults/calls.mts';
import { ENDED, many, playAtOnce, small, succeeded } from '../faults/runs.mts';
import type { NamedRow } from '../faults/runs.mts';
import { assert } from '../faults/tally.mts';
import type { Row } from '../faults/tally.mts';
import type { Execution } from '../support/harness/execution.mts';
import { freePort } from '../support/harness/freePort.mts';
import { splitPrompts, workflowOf } from '../support/harness/workflows.mts';
import type { NodeSpec } from '../support/harness/workflows.mts';

const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };

/** What n8n has to be told to run workflows by its coming engine, which keeps its executions in a database of its own. */
export async function engineEnv(database: string): Promise<Record<string, string>> {
	return {
		N8N_ENABLED_MODULES: 'engine-v2',
		N8N_ENGINE_DATABASE_URL: database,
		N8N_ENGINE_HOST: '127.0.0.1',
		N8N_ENGINE_PORT: String(await freePort()),
		N8N_ENGINE_CONTROL_PLANE_PORT: String(await freePort()),
	};
}

/** n8n's coming engine, which 2.41 has as an experiment: it parks nothing, shows no hints, and knows no Retry On Fail. */
export const comingEngine: NamedRow[] = [
	[
		'the coming engine: Automatic, Webhook, a failed job',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			emulator.jobs.duration = 2_000;
			emulator.jobs.planFor = ({ prompt }) =>
				String(prompt).startsWith('fails')
					? { outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'The worker gave up' }
					: undefined;
			await playAtOnce(row, {
				'Automatic polls': async () => {
					const prompts = many(3);
					cameOut(row, prompts, await run(row, prompts));
					assert(!prompts.some((prompt) => row.jobFor(prompt)?.webhookUrl !== undefined), 'a callback was asked for');
					assert(n8n.log().includes('the engine that runs this workflow cannot park executions'), 'the log does not say why it polled');
				},
				'Webhook, chosen': async () => {
					const [prompt] = many(1);
					const execution = await run(row, [prompt], small({ waitMode: 'webhook' }));
					refused({ status: 200, content: Buffer.of(), job: row.jobFor(prompt), wasDone: false, execution });
				},
				'a failed job ends the node': async () => {
					const prompts = [...many(2), ...many(1, 'fails')];
					const execution = await run(row, prompts, small({}, RETRYING));
					assert(execution.status === 'error', execution.status);
					const { message } = execution.data.resultData.error!;
					const untold = prompts.filter((prompt) => !message.includes(row.jobFor(prompt)!.requestId));
					assert(untold.length === 0, `the error does not name ${untold}: ${message}`);
				},
				'Continue On Fail': async () => {
					const prompts = [...many(1), ...many(1, 'fails'), ...many(1)];
					cameOut(row, prompts, await run(row, prompts, small({}, { onError: 'continueRegularOutput' })));
				},
			});
		},
	],
];

async function run(row: Row, prompts: string[], node: NodeSpec = small()): Promise<Execution> {
	const { n8n } = row.testBed;
	const path = row.path();
	const id = await row.add({ ...workflowOf(path, splitPrompts, node), settings: { executionOrder: 'v1', engineType: 'v2' } });
	await n8n.trigger(path, { prompts });
	return await n8n.untilExecution(id, ENDED);
}

/** Every item in its place, failed ones with the error. Files are held against deAPI's by their size: n8n hands out none of this engine's. */
function cameOut(row: Row, prompts: string[], execution: Execution): void {
	succeeded(execution);
	const items = execution.data.resultData.runData.Generate.at(-1)?.data?.main[0] ?? [];
	const told = items.map(({ json }) => json.error?.request_id ?? json.request_id);
	assert(String(told) === String(prompts.map((prompt) => row.jobFor(prompt)?.requestId)), `the items are of ${told}`);
	for (const { json, binary } of items) {
		const { bytes } = (binary?.data ?? {}) as { bytes?: number };
		const stored = row.testBed.emulator.jobs.all.get(json.request_id)?.result?.content.length;
		assert(json.error !== undefined || (stored !== undefined && bytes === stored), `the file of ${json.request_id} is not whole`);
	}
}
