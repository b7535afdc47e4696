import { expect } from 'vitest';

import type { Session } from '../session.mts';
import { noListFails } from './lists.mts';
import { findBy, findToolByWords } from './search.mts';

/** The node as a tool of an AI Agent, with the prompt left to the model. */
export async function addTool(session: Session): Promise<void> {
	const { editor, screenshots } = session;
	const { page, node, nodePanel } = editor;
	await editor.newWorkflowOf('AI Agent');
	await node.getByTestId('add-subnode-ai_tool-0').click();
	await findToolByWords(session);
	await findBy(editor, 'image', 'deAPI Tool');
	const found = editor.entry('deAPI Tool');
	await found.scrollIntoViewIfNeeded();
	await screenshots.take('21-tools.png', nodePanel);
	await found.click();

	const name = 'Generate an image in deAPI';
	await expect.poll(async () => await node.innerText()).toContain(name);
	await page.getByTestId('prompt-parameter-input-persistent-options-container').getByTestId('from-ai-override-button').click();
	await page.getByTestId('fromAI-override-field').waitFor();
	expect(await editor.form.innerText()).toContain('Defined automatically by the model');
	await noListFails(editor.form);
	await screenshots.take('22-tool.png', node);
	await editor.closeNode();
	await editor.onCanvas(name).waitFor();
	await screenshots.takeCanvas('23-agent.png');
}
