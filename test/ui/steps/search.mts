import { expect } from 'vitest';

import type { Editor } from '../editor.mts';
import type { Session } from '../session.mts';

/** What people type who do not know our name. */
const WORDS = [
	'animate',
	'embedding',
	'ocr',
	'remove background',
	'subtitles',
	'text to video',
	'transcribe',
	'tts',
	'upscale image',
	'voice',
];

/** Further down, nobody looks. */
const FIRST = 10;

/** In the node panel, with a first step on the canvas. */
export async function findByWords({ editor, screenshots }: Session): Promise<void> {
	await editor.newWorkflow();
	await editor.openNodePanel();
	for (const word of WORDS) {
		await findBy(editor, word, 'deAPI');
		if (word === 'tts') await screenshots.take('31-search.png', editor.nodePanel);
	}
}

/** In the open panel of an AI Agent's tools. */
export async function findToolByWords({ editor }: Session): Promise<void> {
	for (const word of WORDS) await findBy(editor, word, 'deAPI Tool');
}

/** Finds a node, among the first. */
export async function findBy(editor: Editor, word: string, name: string): Promise<void> {
	// What was found before must not be taken for what is found now.
	await editor.searchNodes('');
	await editor.entry(name).waitFor({ state: 'hidden' });
	await editor.searchNodes(word);
	const found = async () => (await editor.nodePanel.getByTestId('node-creator-item-name').allInnerTexts()).slice(0, FIRST);
	await expect.poll(found, { message: `by "${word}"` }).toContain(name);
}
