import { agent, deapiTool, draw, modelNode, withTool } from '../../support/harness/agents.mts';
import { webhook } from '../../support/harness/callers.mts';
import { ScriptedChatModel } from '../../support/harness/chatModel.mts';
import type { Calls } from '../../support/harness/chatModel.mts';
import type { Execution } from '../../support/harness/execution.mts';
import { splitPrompts } from '../../support/harness/workflows.mts';
import { ENDED, many, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

const VERSIONS = [2, 3];
const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };

/** The node as the tool of an AI Agent. */
export const agents: NamedRow[] = [
	[
		'agents V2 and V3 with Retry On Fail and lost answers',
		async (row) => {
			const { emulator } = row.testBed;
			const executions: Execution[] = [];
			for (const version of VERSIONS) {
				for (const fault of [{ status: 500 }, { drop: 'after' } as const]) {
					await row.run(
						async () => {
							emulator.faults.push({ on: 'POST /images/generations', times: 2, ...fault });
							const before = { jobs: row.jobs.length, asked: emulator.requestsTo('POST /images/generations').length };
							const prompts = many(1, 'lost');
							const { execution, model } = await letDraw(row, version, prompts, (asked) => [{ prompt: asked }], RETRYING);
							emulator.faults.length = 0;
							executions.push(execution);
							const asked = emulator.requestsTo('POST /images/generations').length - before.asked;
							assert(asked === 1, `submitted ${asked} times, ${row.jobs.length - before.jobs} jobs for one call`);
							// n8n tells a model nothing of what a tool of Agent V2 fails with, and in n8n 1.x of V3's, whichever tool it
							// is; the execution shows it, if need be in n8n's words for lost connections.
							const told = [...model.toolAnswers, JSON.stringify(execution.data.resultData)].join('; ');
							assert(/may have been submitted|nothing is billed twice/.test(told), `told ${told.slice(0, 400)}`);
							const tellsModel = version === 3 && !row.testBed.n8n.version.startsWith('1.');
							assert(!tellsModel || model.toolAnswers.join().includes('may have been submitted'), `told ${model.toolAnswers}`);
						},
						`V${version} ${JSON.stringify(fault)}`,
					);
				}
			}
			row.account(executions);
		},
	],

	[
		'parallel tool calls',
		async (row) => {
			const executions: Execution[] = [];
			for (const version of VERSIONS) {
				await row.run(async () => {
					const asked = many(3, 'in one message');
					const answered = await letDraw(row, version, many(1), () => asked.map((prompt) => ({ prompt })));
					executions.push(answered.execution);
					eachGotItsOwn(row, answered, asked);
				}, `V${version}, three calls in one message`);
			}
			await row.run(async () => {
				const before = row.jobs.length;
				const asked = many(3, 'in a batch');
				const { execution, model } = await letDraw(row, 2, asked, (prompt) => [{ prompt }], {}, BATCH);
				executions.push(execution);
				succeeded(execution);
				const paid = row.jobs.slice(before).map(({ requestId }) => requestId);
				const told = paid.map((id) => model.toolAnswers.filter((answer) => answer.includes(id)).length);
				assert(
					String(told) === '1,1,1' && model.toolAnswers.length === 3,
					`${paid.length} jobs, told ${told}: ${model.toolAnswers.join('; ')}`,
				);
			}, 'V2, three items in a batch');
			row.account(executions);
		},
	],
];

/** n8n mixes up what models ask for while items are in work together, so that prompts could be the same. */
const BATCH = { parameters: { ...draw, prompt: `${draw.prompt} {{ Math.random() }}` }, options: { batching: { batchSize: 3 } } };

interface Answered {
	execution: Execution;
	model: ScriptedChatModel;
}

/** An agent works on an item for each prompt. */
async function letDraw(
	row: Row,
	version: number,
	prompts: string[],
	calls: Calls,
	settings = {},
	{ parameters = draw, options = {} } = {},
): Promise<Answered> {
	const { n8n } = row.testBed;
	const model = await new ScriptedChatModel(calls).start();
	try {
		const path = row.path();
		const nodes = [webhook(path, 'onReceived'), splitPrompts, agent(version, '={{ $json.prompt }}', options)];
		const id = await row.add(withTool(path, nodes, deapiTool(parameters, settings), await modelNode(n8n, model)));
		await n8n.post(`webhook/${path}`, { prompts });
		return { execution: await n8n.untilExecution(id, ENDED), model };
	} finally {
		await model.stop();
	}
}

function eachGotItsOwn(row: Row, { execution, model }: Answered, prompts: string[]): void {
	succeeded(execution);
	const paid = prompts.map((prompt) => row.jobs.filter(({ fields }) => fields.prompt === prompt).length);
	assert(String(paid) === '1,1,1', `jobs for each prompt: ${paid}`);
	const told = prompts.map((prompt) => model.toolAnswers.filter((answer) => answer.includes(row.jobFor(prompt)!.requestId)).length);
	assert(String(told) === '1,1,1' && model.toolAnswers.length === 3, `told ${model.toolAnswers.join('; ').slice(0, 500)}`);
}
