import { expect } from 'vitest';

import type { Session } from '../session.mts';
import { noListFails } from './lists.mts';

/** The form of Image > Generate: a model from the live list, a prompt and an option. */
export async function fillIn({ editor, screenshots }: Session): Promise<void> {
	const { page, form } = editor;
	const credential = form.getByTestId('node-credentials-select').getByRole('combobox');
	await expect.poll(async () => await credential.inputValue()).toBe('deAPI account');
	await noListFails(form);
	await screenshots.take('07-form.png', editor.node);

	const models = page.getByTestId('rlc-item').filter({ visible: true });
	await editor.field('model').getByTestId('rlc-input').click();
	await expect.poll(async () => await models.allInnerTexts()).toHaveLength(4);
	await page.getByTestId('rlc-search').filter({ visible: true }).fill('klein');
	await expect.poll(async () => await models.allInnerTexts()).toEqual(['FLUX.2 Klein 4B BF16']);
	await screenshots.take('08-models.png', editor.node);
	await models.click();
	expect(await editor.field('model').getByTestId('rlc-input').inputValue()).toBe('FLUX.2 Klein 4B BF16');

	await editor.field('prompt').getByRole('textbox').fill('A lighthouse at dusk, watercolor');
	await form.getByTestId('collection-parameter-add').click();
	await page.getByRole('option', { name: 'Seed' }).scrollIntoViewIfNeeded();
	await screenshots.take('09-options.png', editor.node);
	await editor.choose('Seed');
	await editor.field('seed').getByRole('spinbutton').fill('7');
	await editor.field('seed').getByRole('spinbutton').blur();
	await noListFails(form);
	await screenshots.take('10-filled-in.png', editor.node);
}
