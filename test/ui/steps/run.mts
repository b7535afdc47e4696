import { expect } from 'vitest';

import type { Session } from '../session.mts';
import type { Picture } from './icons.mts';

/** Long enough to be looked at. */
const JOB_SECONDS = 5;

/** Execute step, in the open node: it waits for the callback, and then shows the picture. */
export async function executeStep({ editor, emulator, screenshots }: Session, node: string): Promise<void> {
	const { page, output } = editor;
	emulator.jobs.duration = JOB_SECONDS * 1_000;
	await editor.openNode(node);
	await page.getByTestId('node-execute-button').click();
	await output.getByText('Waiting until deAPI calls back').waitFor();
	await screenshots.take('12-waiting.png', editor.node);

	const view = output.getByRole('button', { name: 'View' });
	await view.waitFor();
	expect(await output.innerText()).toContain('image/png');
	await view.click();
	const picture = output.locator('img[src*="binary-data"]');
	await picture.waitFor();
	await expect.poll(async () => await picture.evaluate(({ naturalWidth }: Picture) => naturalWidth)).toBe(1024);
	await screenshots.take('13-result.jpg', editor.node);

	const [job] = [...emulator.jobs.all.values()].slice(-1);
	expect(job.fields).toMatchObject({ prompt: 'A lighthouse at dusk, watercolor', model: 'Flux_2_Klein_4B_BF16', seed: 7 });
	expect(job.webhookUrl, 'it was parked').toContain('/webhook-waiting/');
	await editor.closeNode();
}

/** Execute workflow, seen on the canvas. The last node gets the field that was dragged into it. */
export async function executeWorkflow({ editor, emulator, screenshots }: Session, node: string): Promise<void> {
	const { page, output } = editor;
	const state = async () => await editor.onCanvas(node).getByTestId('canvas-default-node').getAttribute('class');
	await page.getByTestId('execute-workflow-button').click();
	await expect.poll(state).toMatch(/\bwaiting\b/);
	await screenshots.takeCanvas('14-waiting-on-canvas.png');
	// The message of the step before may still be there.
	await expect.poll(state).not.toMatch(/waiting|running/);
	expect(await state()).not.toMatch(/error/);
	await page.getByText('Workflow executed successfully').first().waitFor();

	await editor.openNode('Edit Fields');
	await expect.poll(async () => await output.innerText()).toContain(`${emulator.storageUrl}/`);
	await editor.closeNode();
}
