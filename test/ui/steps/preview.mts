import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

import { outputSchemaOf } from '../../../nodes/Deapi/editor/outputSchema.ts';
import type { Operation } from '../../../nodes/Deapi/operations/operation.ts';
import type { Session } from '../session.mts';

/** The next node shows what deAPI will put out before it has run, and takes a field of it by dragging. */
export async function previewFields({ editor, screenshots }: Session, operation: Operation): Promise<void> {
	const { page, input, form } = editor;
	await editor.onCanvas(operation.action).getByTestId('canvas-handle-plus').click();
	await editor.searchNodes('Edit Fields');
	await editor.entry('Edit Fields (Set)').click();
	await input.getByText('Usually outputs the following fields').waitFor();
	const fields = input.locator('[data-test-id="run-data-schema-node-name"][data-value^="{{ $json."]');
	await expect.poll(async () => await fields.allInnerTexts()).toEqual(Object.keys(outputSchemaOf(operation).properties!));
	await screenshots.take('11-schema-preview.png', editor.node);

	await drag(page, fields.getByText('result_url', { exact: true }), page.getByText('Drag input fields here'));
	await expect.poll(async () => await form.innerText()).toContain('{{ $json.result_url }}');
	await editor.closeNode();
}

/** In small steps: the editor follows the mouse. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
	await from.hover();
	await page.mouse.down();
	const { x, y, width, height } = (await to.boundingBox())!;
	await page.mouse.move(x + width / 2, y + height / 2, { steps: 20 });
	await page.mouse.up();
}
