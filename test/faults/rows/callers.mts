import type { Execution } from '../../support/harness/execution.mts';
import { rowOf, splitPrompts } from '../../support/harness/workflows.mts';
import type { NodeSpec } from '../../support/harness/workflows.mts';
import { many, runOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

/** Whoever waits for the end of the execution gets what the node has made. */
export const callers: NamedRow[] = [
	[
		'a workflow that calls another one, once and for each item',
		async (row) => {
			const called = await addCalled(row);
			const executions: Execution[] = [];
			for (const mode of ['once', 'each']) {
				await row.run(async () => {
					const prompts = many(3, mode);
					const workflow = await row.workflow([splitPrompts, call(called, mode), { name: 'After', type: 'n8n-nodes-base.noOp' }]);
					const execution = await runOnce(row, workflow, { prompts });
					executions.push(execution);
					succeeded(execution);
					const items = await row.goodItems(execution, 'After');
					const asked = items.map(({ json }) => row.testBed.emulator.jobs.all.get(json.request_id)?.fields.prompt);
					assert(JSON.stringify(asked) === JSON.stringify(prompts), `the caller got the results of ${JSON.stringify(asked)}`);
					assert(
						items.every(({ binary }) => binary !== undefined),
						'a file is missing',
					);
				});
			}
			row.account(executions);
		},
	],
];

const CALLED: NodeSpec = {
	name: 'Called',
	type: 'n8n-nodes-base.executeWorkflowTrigger',
	typeVersion: 1.1,
	parameters: { inputSource: 'passthrough' },
};

/** n8n 1.x cannot publish what nothing starts by itself; newer versions call published workflows only. */
async function addCalled({ testBed: { n8n, credentialId } }: Row): Promise<string> {
	return await n8n.addWorkflow(rowOf('called', CALLED, small()), credentialId, { active: !n8n.version.startsWith('1.') });
}

const call = (id: string, mode: string): NodeSpec => ({
	name: 'Call',
	type: 'n8n-nodes-base.executeWorkflow',
	typeVersion: 1.2,
	parameters: {
		workflowId: { __rl: true, mode: 'id', value: id },
		mode,
		workflowInputs: { mappingMode: 'defineBelow', value: {} },
		options: { waitForSubWorkflow: true },
	},
});
