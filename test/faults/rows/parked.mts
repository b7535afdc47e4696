import { executeWorkflow, retry } from '../../support/harness/byHand.mts';
import { byHand, call, form, lastFormPage, noOp, respond, webhook } from '../../support/harness/callers.mts';
import { filledForm, lastPage } from '../../support/harness/examplesForm.mts';
import { rowOf } from '../../support/harness/workflows.mts';
import type { NodeSpec } from '../../support/harness/workflows.mts';
import { slept } from '../calls.mts';
import { ENDED, many, playAtOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';
import { addCalled } from './subWorkflows.mts';
import { untilEnd } from './timeouts.mts';

/** Where nobody waits for the end of the execution, it sleeps. */
export const parked: NamedRow[] = [
	[
		'nobody waits: parked',
		async (row) => {
			row.testBed.emulator.jobs.duration = 3_000;
			await playAtOnce(row, {
				'webhook, immediately': async () => await notify(row, 'onReceived', [small()]),
				'Respond to Webhook has run': async () => await notify(row, 'responseNode', [respond(), small()]),
				'form, when submitted': async () => await submit(row),
				'form with a last page': async () => await submitForPage(row),
				'calling workflow does not wait': async () => await callAndGoOn(row),
				'by hand': async () => await runByHand(row),
				retry: async () => await failAndRetry(row),
			});
		},
	],
];

async function notify(row: Row, mode: string, nodes: NodeSpec[]): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rowOf(path, webhook(path, mode), ...nodes));
	const { status } = await n8n.post(`webhook/${path}`, { prompt });
	assert(status === 200 && row.jobFor(prompt)?.status !== 'done', `answered ${status} after the job`);
	await slept(row, prompt, await n8n.untilExecution(id, ENDED));
}

async function submit(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rowOf(path, form(path, 'onReceived'), small()));
	await n8n.post(`form/${path}`, await filledForm(['prompt'], [['prompt', prompt]]));
	await slept(row, prompt, await n8n.untilExecution(id, ENDED));
}

/** The page in the browser waits; it asks n8n itself how far the execution is. */
async function submitForPage(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rowOf(path, form(path, 'onReceived'), small(), lastFormPage));
	const response = await n8n.post(`form/${path}`, await filledForm(['prompt'], [['prompt', prompt]]));
	const { formWaitingUrl } = (await response.json()) as { formWaitingUrl: string };
	const page = await lastPage(n8n, new URL(formWaitingUrl));
	assert(page.html.includes(row.jobFor(prompt)!.requestId), 'the page does not show the result');
	await slept(row, prompt, await n8n.untilExecution(id, ENDED));
}

async function callAndGoOn(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const child = await addCalled(row);
	const id = await row.add(rowOf(path, webhook(path, 'onReceived'), call(child, 'once', false), noOp('After')));
	await n8n.post(`webhook/${path}`, { prompt });
	const execution = await n8n.untilExecution(id, ENDED);
	succeeded(execution);
	await slept(row, prompt, await n8n.untilExecution(child, ENDED));
}

async function runByHand(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [prompt] = many(1);
	const id = await row.add(rowOf(row.path(), byHand, small({ prompt })), { active: false });
	await executeWorkflow(n8n, id, { name: 'By Hand' });
	await slept(row, prompt, await n8n.untilExecution(id, ENDED));
}

/** Whoever called has gone when a person retries. */
async function failAndRetry(row: Row): Promise<void> {
	const { n8n, emulator } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1, 'bad')];
	let isBad = true;
	emulator.jobs.planFor = (fields) =>
		fields.prompt === prompt && isBad ? { outcome: 'error', errorCode: 'INVALID_INPUT', errorMessage: 'Cannot be done' } : undefined;
	const id = await row.add(rowOf(path, webhook(path, 'lastNode'), small()));
	await n8n.post(`webhook/${path}`, { prompt });
	const failed = await n8n.untilExecution(id, ENDED);
	assert(failed.status === 'error', failed.status);
	isBad = false;
	const execution = await untilEnd(row, await retry(n8n, failed.id, 'original'));
	await slept(row, prompt, execution);
}
