import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { retry } from '../support/harness/byHand.mts';
import type { Execution } from '../support/harness/execution.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';
import { generate, splitPrompts, workflowOf } from '../support/harness/workflows.mts';

const PRELOAD = fileURLToPath(new URL('../support/harness/hideInternals.cjs', import.meta.url));
const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
const ENDED = ['success', 'error', 'canceled', 'crashed'];

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({
		n8n: inject('n8n'),
		tarball: inject('tarball'),
		n8nEnv: { NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}` },
	});
	const hasFailed = new Set<unknown>();
	testBed.emulator.jobs.duration = 1_000;
	testBed.emulator.jobs.planFor = ({ prompt }) => {
		if (!String(prompt).startsWith('fails') || hasFailed.has(prompt)) return undefined;
		hasFailed.add(prompt);
		return { outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'The worker gave up' };
	};
});

afterAll(async () => await testBed?.close());

/** Runs three items, the second of which fails at first, in an n8n that hides what the name says. */
async function run(hidden: string, settings = {}): Promise<{ execution: Execution; prompts: string[] }> {
	const { n8n, credentialId } = testBed;
	const path = hidden.replaceAll(' ', '-') + Object.keys(settings).length;
	const prompts = ['one', 'fails once', 'three'].map((prompt) => `${prompt} ${path}`);
	const workflow = { ...workflowOf(path, splitPrompts, generate({}, settings)), name: hidden };
	const id = await n8n.addWorkflow(workflow, credentialId);
	await n8n.trigger(path, { prompts });
	return { execution: await n8n.untilExecution(id, ENDED, { timeout: 110_000 }), prompts };
}

const outputOf = ({ data }: Execution) => data.resultData.runData.Generate.at(-1)?.data?.main[0] ?? [];
const hintsOf = ({ data }: Execution) => data.resultData.runData.Generate.at(-1)?.hints?.map(({ message }) => message) ?? [];
const jobsFor = (prompts: string[]) =>
	[...testBed.emulator.jobs.all.values()].filter(({ fields }) => prompts.includes(String(fields.prompt)));

/** Each item has the job of its prompt that has not failed, and there is no other. */
function isWhole(execution: Execution, prompts: string[]): void {
	expect(execution.status).toBe('success');
	const good = jobsFor(prompts).filter(({ status }) => status === 'done');
	expect(good).toHaveLength(prompts.length);
	const ids = prompts.map((prompt) => good.find(({ fields }) => fields.prompt === prompt)?.requestId);
	expect(outputOf(execution).map(({ json, binary }) => [json.request_id, binary?.data.mimeType])).toEqual(
		ids.map((id) => [id, 'image/png']),
	);
	expect(jobsFor(prompts)).toHaveLength(prompts.length + 1);
}

it.concurrent.each(['hooks', 'event', 'stack', 'address', 'hooks event stack address'])(
	'polls where n8n hides %s, loses nothing, pays nothing twice under Retry On Fail, and says why',
	async (hidden) => {
		const { execution, prompts } = await run(hidden, RETRYING);
		isWhole(execution, prompts);
		expect(jobsFor(prompts).every(({ webhookUrl }) => webhookUrl === undefined)).toBe(true);
		expect(hintsOf(execution)).toContainEqual(expect.stringContaining('the engine that runs this workflow cannot park executions'));
	},
);

it.concurrent('wakes by the callback where n8n never tells that it parks, under Retry On Fail', async () => {
	const { execution, prompts } = await run('handler', RETRYING);
	isWhole(execution, prompts);
	expect(jobsFor(prompts).filter(({ webhookUrl }) => webhookUrl !== undefined)).toHaveLength(2);
});

it.concurrent('puts the failed item out in its place under Continue On Fail', async () => {
	const { execution, prompts } = await run('hooks stack', { onError: 'continueRegularOutput' });
	expect(execution.status).toBe('success');
	expect(jobsFor(prompts)).toHaveLength(3);
	expect(outputOf(execution).map(({ json }) => json.error?.request_id ?? json.request_id)).toEqual(
		prompts.map((prompt) => jobsFor([prompt])[0].requestId),
	);
});

it.concurrent('tells every job in the message of an error, and buys none again in a retry by hand', async () => {
	const { execution, prompts } = await run('hooks');
	expect(execution.status).toBe('error');
	for (const { requestId } of jobsFor(prompts)) expect(execution.data.resultData.error?.message).toContain(requestId);
	const retried = await retry(testBed.n8n, execution.id, 'original');
	isWhole(await testBed.n8n.execution(retried), prompts);
});
