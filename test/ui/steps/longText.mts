import { expect } from 'vitest';

import type { Session } from '../session.mts';
import { noListFails } from './lists.mts';

/** A text that no job takes: the form says in how many pieces it is spoken, before it is bought. */
export async function foreseePieces({ editor, screenshots }: Session, action: string): Promise<void> {
	const { page, nodePanel, form } = editor;
	await editor.newWorkflow();
	await editor.openNodePanel();
	await editor.searchNodes('speech');
	await editor.entry('deAPI').click();
	await nodePanel.getByText(/^Actions \(/).waitFor();
	await editor.entry(action).click();
	await form.waitFor();
	await noListFails(form);

	await editor.field('text').getByRole('textbox').fill('This sentence is one of very many. '.repeat(700));
	await editor.field('model').getByTestId('rlc-input').click();
	await page.getByTestId('rlc-item').filter({ visible: true }).filter({ hasText: 'Kokoro' }).click();
	const limits = editor.field('modelLimits').getByRole('combobox');
	await expect.poll(async () => await limits.inputValue(), { timeout: 15_000 }).toMatch(/^Your text: spoken in 3 pieces/);
	await form.getByTestId('collection-parameter-add').click();
	await page.getByRole('option', { name: 'Split Long Text' }).scrollIntoViewIfNeeded();
	await screenshots.take('26-long-text.png', editor.node);
	await page.keyboard.press('Escape');
}
