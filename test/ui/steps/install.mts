import { expect } from 'vitest';

import type { Session } from '../session.mts';

/** Sorted; the first may be left out of a release. */
const NODES = ['Embeddings deAPI', 'deAPI', 'deAPI Trigger'];

/** n8n's own installer does it: it asks the registry for the package, and npm fetches the tarball. */
export async function installPackage(
	{ editor, internet, screenshots }: Session,
	{ name, version, n8n }: { name: string; version: string; n8n: { nodes: string[] } },
): Promise<void> {
	const { page } = editor;
	await editor.goTo('/settings/community-nodes');
	await page.getByRole('button', { name: 'Install a community node' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox').fill(name);
	await dialog.getByText('I understand the risks').click();
	await screenshots.take('01-install.png', editor.dialog);
	await dialog.getByRole('button', { name: 'Install', exact: true }).click();

	const card = page.getByTestId('community-package-card');
	await card.waitFor();
	const text = await card.innerText();
	expect(text).toContain(name);
	expect(text).toContain(`v${version}`);
	const [, count, names] = /(\d) nodes:\s+(.+)/.exec(text)!;
	expect(Number(count)).toBe(n8n.nodes.length);
	expect(names.split(',').sort()).toEqual(NODES.slice(-n8n.nodes.length));
	expect(internet.requests.filter((request) => request.endsWith(`/${name}-${version}.tgz`))).toHaveLength(1);
	await dialog.waitFor({ state: 'hidden' });
	await screenshots.take('02-installed.png', card);
}
