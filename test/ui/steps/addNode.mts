import { expect } from 'vitest';

import { isRetired } from '../../../nodes/Deapi/editor/properties.ts';
import { operations } from '../../../nodes/Deapi/operations/index.ts';
import type { Session } from '../session.mts';
import { iconsOf } from './icons.mts';

/** In a workflow with a first step, from the search for a word to the open form. */
export async function addNode({ editor, screenshots }: Session, word: string, action: string): Promise<void> {
	const { page, nodePanel } = editor;
	await editor.newWorkflow();
	await editor.openNodePanel();
	await editor.searchNodes(word);
	const found = editor.entry('deAPI');
	await found.waitFor();
	const item = nodePanel
		.getByTestId('item-iterator-item')
		.filter({ has: page.getByText('deAPI', { exact: true }) })
		.last();
	await expect.poll(async () => await iconsOf(item)).toEqual(['deapi.svg']);
	await found.scrollIntoViewIfNeeded();
	await screenshots.take('05-search.png', nodePanel);

	await found.click();
	// Those that are retired are kept for saved workflows alone.
	const offered = operations.filter((operation) => !isRetired(operation));
	await nodePanel.getByText(`Actions (${offered.length})`).waitFor();
	await editor.entry(action).scrollIntoViewIfNeeded();
	await screenshots.take('06-actions.png', nodePanel);
	expect(await nodePanel.getByTestId('node-creator-item-name').allInnerTexts()).toEqual(offered.map((operation) => operation.action));
	await editor.entry(action).click();
	await editor.onCanvas(action).waitFor();
	await editor.form.waitFor();
}
