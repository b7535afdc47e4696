import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

import type { Session } from '../session.mts';

/** As much of the browser's own type as is looked at. */
export interface Picture {
	naturalWidth: number;
	src: string;
}

/** The different icons that are shown in a part of the page. One that did not load is not shown. */
export async function iconsOf(part: Locator): Promise<string[]> {
	const shown = (pictures: Picture[]) => pictures.filter(({ naturalWidth }) => naturalWidth > 0).map(({ src }) => src);
	const sources = await part.locator('img').evaluateAll(shown);
	return [...new Set(sources.map((source) => source.split('/').at(-1)!))];
}

/** On the canvas and in the list of credentials, in both themes: n8n follows the system where nobody has chosen one. */
export async function seeIcons({ editor, screenshots }: Session, workflowPath: string, nodes: string[]): Promise<void> {
	const { page } = editor;
	for (const [theme, icon] of [
		['light', 'deapi.svg'],
		['dark', 'deapi.dark.svg'],
	] as const) {
		await page.emulateMedia({ colorScheme: theme });
		await editor.goTo(workflowPath);
		for (const node of nodes) await expect.poll(async () => await iconsOf(editor.onCanvas(node))).toEqual([icon]);
		await screenshots.takeCanvas(`24-canvas-${theme}.png`);

		await editor.goTo('/home/credentials');
		const card = page.getByTestId('resources-list-item').filter({ hasText: 'deAPI account' });
		await expect.poll(async () => await iconsOf(card)).toEqual([icon]);
		await screenshots.take(`25-credential-${theme}.png`, card);
	}
	await page.emulateMedia({ colorScheme: 'light' });
}
