import { executeWorkflow } from '../../support/harness/byHand.mts';
import { respond, webhook } from '../../support/harness/callers.mts';
import { resumeUrl, rewired, rowOf, splitPrompts, to, waitForCall } from '../../support/harness/workflows.mts';
import type { NodeSpec } from '../../support/harness/workflows.mts';
import { answerTo, gotFile, gotItem, hintsOf, refused, waited } from '../calls.mts';
import type { Answer } from '../calls.mts';
import { ENDED, many, playAtOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

/** Those who call a webhook, and wait for its answer. */
export const webhooks: NamedRow[] = [
	[
		'whoever waits gets what was made: webhooks',
		async (row) => {
			// Longer than it takes n8n to answer somebody who is not waited for.
			row.testBed.emulator.jobs.duration = 3_000;
			await playAtOnce(row, {
				'first entry': async () => await gotItem(row, await ask(row, 'lastNode', [small()])),
				'all entries': async () => await gotAll(row),
				'first file': async () => await gotFile(row, await ask(row, 'lastNode', [small()], {}, FIRST_FILE)),
				'Respond to Webhook later': async () => await gotFile(row, await ask(row, 'responseNode', [small(), respondFile])),
				'Respond to Webhook later, job fails': async () => await gotFailure(row),
				'Respond to Webhook on a later branch': async () =>
					await waited(
						row,
						await ask(row, 'responseNode', [small(), respond()], { Webhook: { main: [[...to('Generate'), ...to('Respond')]] } }),
					),
				streaming: async () => await gotItem(row, await ask(row, 'streaming', [small(), respond({ options: { enableStreaming: true } })])),
				'Wait node': async () => await gotItem(row, await askWaitNode(row)),
				'test URL': async () => await gotFromTestUrl(row),
				'Webhook chosen, first entry': async () => refused(await ask(row, 'lastNode', [byWebhook])),
				'Webhook chosen, streaming': async () => refused(await ask(row, 'streaming', [byWebhook])),
				'Webhook chosen, Respond to Webhook later': async () => await gotLate(row),
			});
		},
	],
];

const FIRST_FILE = { responseData: 'firstEntryBinary', responseBinaryPropertyName: 'data' };
export const respondFile = respond({ respondWith: 'binary' });
const byWebhook = small({ waitMode: 'webhook' });

/** Calls a workflow whose webhook answers in some way. */
export async function ask(row: Row, mode: string, nodes: NodeSpec[], connections = {}, parameters = {}): Promise<Answer> {
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rewired(rowOf(path, webhook(path, mode, parameters), ...nodes), connections));
	return await answerTo(row, id, prompt, await row.testBed.n8n.post(`webhook/${path}`, { prompt }));
}

async function gotAll(row: Row) {
	const [path, prompts] = [row.path(), many(2)];
	const trigger = webhook(path, 'lastNode', { responseData: 'allEntries' });
	const id = await row.add(rowOf(path, trigger, splitPrompts, small()));
	const answer = await answerTo(row, id, prompts[1], await row.testBed.n8n.post(`webhook/${path}`, { prompts }));
	const executions = await gotItem(row, answer);
	const items = JSON.parse(answer.content.toString()) as unknown[];
	assert(items.length === 2, `${items.length} entries`);
	return executions;
}

async function gotFailure(row: Row) {
	row.testBed.emulator.jobs.planFor = ({ prompt }) =>
		String(prompt).startsWith('bad') ? { outcome: 'error', errorCode: 'INVALID_INPUT', errorMessage: 'Cannot be done' } : undefined;
	const [path, [prompt]] = [row.path(), many(1, 'bad')];
	const id = await row.add(rowOf(path, webhook(path, 'responseNode'), small(), respondFile));
	const { status, wasDone, execution } = await answerTo(row, id, prompt, await row.testBed.n8n.post(`webhook/${path}`, { prompt }));
	// n8n 1.x gives an empty answer whichever node fails.
	assert(
		status === (isOld(row) ? 200 : 500) && wasDone && execution.status === 'error',
		`answered ${status}, ended with ${execution.status}`,
	);
}

/** Parked, since it is only late there; in queue mode, the caller would get an empty answer. n8n shows the hint while it sleeps. */
async function gotLate(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rowOf(path, webhook(path, 'responseNode'), byWebhook, respondFile));
	const response = n8n.post(`webhook/${path}`, { prompt });
	const hints = hintsOf(await n8n.untilExecution(id, ['waiting']));
	const { job, content, execution } = await answerTo(row, id, prompt, await response);
	succeeded(execution);
	assert(job?.webhookUrl !== undefined, 'was not parked');
	assert(content.equals(job.result!.content), `the answer was ${content.toString().slice(0, 200)}`);
	assert(hints.length > 0, 'no hint');
}

/** Calls a Wait node that answers with what the last node puts out. */
async function askWaitNode(row: Row): Promise<Answer> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const wait = waitForCall('Wait');
	const answering = { ...wait, parameters: { ...wait.parameters, responseMode: 'lastNode' } };
	const id = await row.add(rowOf(path, webhook(path, 'onReceived'), resumeUrl, answering, small()));
	await n8n.post(`webhook/${path}`, {});
	const { data } = await n8n.untilExecution(id, ['waiting', ...ENDED]);
	const { pathname, search } = new URL(String(data.resultData.runData['Resume URL'][0].data!.main[0]![0].json.url));
	return await answerTo(row, id, prompt, await n8n.post(`${pathname.slice(1)}${search}`, { prompt }));
}

/** Calls the URL that n8n offers while a person builds a workflow. */
async function gotFromTestUrl(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rowOf(path, webhook(path, 'lastNode'), small()), { active: false });
	await executeWorkflow(n8n, id, { name: 'Webhook' });
	const answer = await answerTo(row, id, prompt, await n8n.post(`webhook-test/${path}`, { prompt }));
	// There, n8n 1.x answers with status 500 whatever the workflow has put out.
	await gotItem(row, isOld(row) ? { ...answer, status: 200, content: Buffer.from(answer.job!.requestId) } : answer);
}

const isOld = ({ testBed }: Row): boolean => testBed.n8n.version.startsWith('1.');
