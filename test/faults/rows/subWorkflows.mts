import { ScriptedChatModel } from '../../support/harness/chatModel.mts';
import { agent, modelNode, withTool } from '../../support/harness/agents.mts';
import { byHand, call, called, mcpServer, noOp, webhook, workflowTool } from '../../support/harness/callers.mts';
import { askTool } from '../../support/harness/mcpClient.mts';
import { rowOf, splitPrompts } from '../../support/harness/workflows.mts';
import { answerTo, gotItem } from '../calls.mts';
import { ENDED, many, playAtOnce, runOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';
import { NOT_FINISHED } from './timeouts.mts';

/** The node in a workflow that something else calls, and waits for. */
export const subWorkflows: NamedRow[] = [
	[
		'sub-workflows that are done, fail and time out, once and for each item',
		async (row) => {
			row.testBed.emulator.jobs.planFor = ({ prompt }) => {
				if (String(prompt).startsWith('bad')) return { outcome: 'error', errorCode: 'INVALID_INPUT', errorMessage: 'Cannot be done' };
				return String(prompt).startsWith('late') ? { outcome: 'never' } : undefined;
			};
			const cases = ['once', 'each'].flatMap((mode) => [
				[`done, ${mode}`, async () => await callDone(row, mode)],
				[`failing, ${mode}`, async () => await callFailing(row, mode, 'bad', /Cannot be done/)],
				[`timing out, ${mode}`, async () => await callFailing(row, mode, 'late', new RegExp(NOT_FINISHED))],
			]);
			await playAtOnce(row, Object.fromEntries(cases));
		},
	],

	[
		'whoever waits gets what was made: workflows and agents',
		async (row) => {
			row.testBed.emulator.jobs.duration = 3_000;
			const model = await new ScriptedChatModel((asked) => [{ prompt: asked }]).start();
			await playAtOnce(row, {
				'webhook of the calling workflow': async () => await askThroughParent(row),
				'agent V2': async () => await askAgent(row, model, 2),
				'agent V3': async () => await askAgent(row, model, 3),
				'MCP client': async () => await askMcp(row),
				'command line': async () => await askCommandLine(row),
			}).finally(async () => await model.stop());
		},
	],
];

/** n8n 1.x cannot publish what nothing starts by itself; newer versions call published workflows only. */
export async function addCalled(row: Row, parameters = {}, settings = {}): Promise<string> {
	return await row.add(rowOf('called', called, small(parameters, settings)), { active: !row.testBed.n8n.version.startsWith('1.') });
}

async function callDone(row: Row, mode: string): Promise<void> {
	const prompts = many(3, mode);
	const workflow = await row.workflow([splitPrompts, call(await addCalled(row), mode), noOp('After')]);
	const execution = await runOnce(row, workflow, { prompts });
	succeeded(execution);
	const items = await row.goodItems(execution, 'After');
	const asked = items.map(({ json }) => row.testBed.emulator.jobs.all.get(json.request_id)?.fields.prompt);
	assert(JSON.stringify(asked) === JSON.stringify(prompts), `the caller got the results of ${JSON.stringify(asked)}`);
	assert(
		items.every(({ binary }) => binary !== undefined),
		'a file is missing',
	);
}

async function callFailing(row: Row, mode: string, name: string, message: RegExp): Promise<void> {
	const child = await addCalled(row, { options: { waitTimeout: 6 } });
	const workflow = await row.workflow([splitPrompts, call(child, mode), noOp('After')]);
	const execution = await runOnce(row, workflow, { prompts: many(2, `${name} ${mode}`) });
	assert(execution.status === 'error', `the caller ended with ${execution.status}`);
	assert(message.test(String(execution.data.resultData.error?.message)), String(execution.data.resultData.error?.message));
}

async function askThroughParent(row: Row): Promise<void> {
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rowOf(path, webhook(path, 'lastNode'), call(await addCalled(row)), noOp('Generate')));
	await gotItem(row, await answerTo(row, id, prompt, await row.testBed.n8n.post(`webhook/${path}`, { prompt })));
}

async function askAgent(row: Row, model: ScriptedChatModel, version: number): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const child = await addCalled(row);
	const trigger = webhook(path, 'onReceived');
	const asking = agent(version, '={{ $json.body.prompt }}');
	const id = await row.add(withTool(path, [trigger, asking], workflowTool(child), await modelNode(n8n, model)));
	await n8n.post(`webhook/${path}`, { prompt });
	const execution = await n8n.untilExecution(id, ENDED);
	succeeded(execution);
	const job = row.jobFor(prompt);
	assert(job !== undefined && job.webhookUrl === undefined, job ? 'the execution was parked' : 'nothing was submitted');
	const told = model.toolAnswers.filter((answer) => answer.includes(job.requestId));
	assert(told.length === 1 && told[0].includes('result_url'), `the model was told ${model.toolAnswers.join('; ').slice(0, 300)}`);
	const output = JSON.stringify(execution.data.resultData.runData.Agent.at(-1)?.data?.main[0]?.[0].json);
	assert(output.includes(job.requestId), `the agent put out ${output?.slice(0, 200)}`);
}

async function askMcp(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1)];
	const child = await addCalled(row);
	await row.add(withTool(path, [mcpServer(path)], workflowTool(child)));
	const told = await askTool(n8n, path, { prompt });
	const job = row.jobFor(prompt);
	assert(job !== undefined && told.includes(job.requestId) && told.includes('result_url'), `the client was told ${told.slice(0, 300)}`);
	succeeded(await n8n.untilExecution(child, ENDED));
}

async function askCommandLine(row: Row): Promise<void> {
	const { n8n } = row.testBed;
	const [prompt] = many(1);
	const id = await row.add(rowOf(row.path(), byHand, small({ prompt })), { active: false });
	const printed = await n8n.runCommand('execute', `--id=${id}`);
	const job = row.jobFor(prompt);
	assert(job !== undefined && job.webhookUrl === undefined, job ? 'the execution was parked' : `printed ${printed.slice(-300)}`);
	assert(job.status === 'done', 'the command ended before the job');
	const execution = await n8n.untilExecution(id, ENDED);
	succeeded(execution);
	assert((await row.goodItems(execution))[0].binary !== undefined && printed.includes('result_url'), 'no file was printed');
}
