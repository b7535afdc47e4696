import { expect } from 'vitest';

import { API_KEY, WEBHOOK_SECRET } from '../../support/harness/testBed.mts';
import type { Session } from '../session.mts';

export async function createCredential({ editor, emulator, screenshots }: Session): Promise<void> {
	const { page } = editor;
	const dialog = page.getByRole('dialog');
	await editor.goTo('/home/credentials');
	await page.getByRole('button', { name: 'Create credential' }).first().click();
	await dialog.getByRole('combobox').fill('deAPI');
	await editor.choose('deAPI API');
	await dialog.getByRole('button', { name: 'Continue' }).click();

	const type = async (field: string, text: string) => await editor.field(field).getByRole('textbox').fill(text);
	const save = page.getByTestId('credential-save-button');
	await type('apiKey', 'a wrong key');
	await type('webhookSecret', WEBHOOK_SECRET);
	await type('baseUrl', emulator.url);
	await save.click();
	await dialog.getByText('Couldn’t connect with these settings').waitFor();
	await dialog.getByText('More details').click();
	await expect.poll(async () => await save.getAttribute('class')).not.toContain('loading');
	await screenshots.take('03-credential-refused.png', editor.dialog);
	expect(await dialog.innerText()).toMatch(/Unauthorized|did not accept the API key/);

	await type('apiKey', API_KEY);
	await save.click();
	await dialog.getByText('Connection tested successfully').waitFor();
	await screenshots.take('04-credential.png', editor.dialog);
	expect(emulator.requestsTo('GET /account/balance').length).toBeGreaterThanOrEqual(2);
	await page.getByRole('button', { name: 'Close this dialog' }).click();
}
