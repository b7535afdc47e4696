import { expect } from 'vitest';

import { byHand } from '../../support/harness/callers.mts';
import { insert, loader, memoryStore } from '../../support/harness/vectorStores.mts';
import { rewired, rowOf, to } from '../../support/harness/workflows.mts';
import type { Session } from '../session.mts';
import { noListFails } from './lists.mts';

const NAME = 'Embeddings deAPI';

/** The sub-node below a vector store: found among the embeddings, run with the store, and its output. */
export async function embedDocuments({ editor, emulator, n8n, screenshots }: Session): Promise<void> {
	const { page, node, form, nodePanel, output } = editor;
	await editor.goTo(`/workflow/${await n8n.addWorkflow(storeWithoutEmbeddings(), undefined, { active: false })}`);
	await editor.openNode('Store');
	await node.getByTestId('add-subnode-ai_embedding-0').click();
	await nodePanel.getByText('Embeddings', { exact: true }).first().waitFor();
	const found = editor.entry(NAME);
	await found.scrollIntoViewIfNeeded();
	await screenshots.take('27-embeddings.png', nodePanel);
	await found.click();
	await nodePanel.getByRole('button', { name: 'Add to workflow' }).click();

	await expect.poll(async () => await node.innerText()).toContain('One job of deAPI takes up to 2048 texts');
	const models = page.getByTestId('rlc-item').filter({ visible: true });
	await editor.field('model').getByTestId('rlc-input').click();
	await expect.poll(async () => await models.allInnerTexts()).toEqual(['BGE M3 FP16']);
	await models.click();
	await noListFails(form);
	await screenshots.take('28-embeddings-form.png', node);
	await editor.closeNode();

	emulator.jobs.duration = 1_000;
	await page.getByTestId('execute-workflow-button').click();
	await page.getByText('Workflow executed successfully').waitFor();
	await screenshots.takeCanvas('29-vector-store.png');
	await editor.openNode(NAME);
	const [job] = [...emulator.jobs.all.values()].slice(-1);
	await expect.poll(async () => await output.innerText()).toContain(job.requestId);
	expect(await output.innerText()).toContain('1024');
	await screenshots.take('30-embeddings-output.png', node);
	await editor.closeNode();
}

function storeWithoutEmbeddings() {
	const text = { id: '1', name: 'text', value: 'The tide has turned.', type: 'string' };
	const fields = {
		name: 'Text',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments: [text] }, options: {} },
	};
	const workflow = rowOf('Vector store', byHand, fields, memoryStore('ui', insert));
	const beside = rowOf('', { ...loader, position: [640, 240] });
	return rewired({ ...workflow, nodes: [...workflow.nodes, ...beside.nodes] }, { Loader: { ai_document: [to('Store', 'ai_document')] } });
}
