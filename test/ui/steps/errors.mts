import { expect } from 'vitest';

import type { Session } from '../session.mts';

const messageOf = ({ editor }: Session) => editor.output.getByTestId('node-error-message');
const descriptionOf = ({ editor }: Session) => editor.output.getByTestId('node-error-description');

/** A width that the model cannot do, typed into the form: refused before anything is sent. */
export async function readRefusal(session: Session, node: string): Promise<void> {
	const { editor, emulator, screenshots } = session;
	const { page } = editor;
	const jobs = emulator.jobs.all.size;
	await editor.openNode(node);
	await editor.field('ratio').click();
	await editor.choose('Custom');
	const width = editor.field('width').getByRole('spinbutton');
	await width.fill('1000');
	await width.blur();
	await page.getByTestId('node-execute-button').click();
	await messageOf(session).getByText('"Width"').waitFor();
	expect(await messageOf(session).innerText()).toBe('"Width" is 1000, which the model Flux_2_Klein_4B_BF16 cannot do');
	expect(await descriptionOf(session).innerText()).toContain('Use a multiple of 16, e.g. 1008.');
	await leaveButton(session);
	await screenshots.take('15-refused.png', editor.node);
	expect(emulator.jobs.all.size).toBe(jobs);

	await editor.field('ratio').click();
	await editor.choose('Square');
}

/** A job that deAPI takes and that fails. */
export async function readFailure(session: Session): Promise<void> {
	const { editor, emulator, screenshots } = session;
	emulator.jobs.plans.push({
		outcome: 'error',
		duration: 1_000,
		errorCode: 'PROCESSING_ERROR',
		errorMessage: 'Error during inference processing',
	});
	await editor.page.getByTestId('node-execute-button').click();
	await messageOf(session).getByText('The deAPI job failed').waitFor();
	const [job] = [...emulator.jobs.all.values()].slice(-1);
	expect(await messageOf(session).innerText()).toContain('Error during inference processing (PROCESSING_FAILED)');
	expect(await descriptionOf(session).innerText()).toContain(`Request ID: ${job.requestId}`);
	await leaveButton(session);
	await screenshots.take('16-failed.png', editor.node);
	await editor.closeNode();
}

/** The button has no text until its spinner has faded out. */
async function leaveButton({ editor }: Session): Promise<void> {
	const button = editor.node.getByRole('button', { name: 'Execute step', disabled: false });
	await button.waitFor();
	await button.locator('.n8n-spinner').waitFor({ state: 'detached' });
	await editor.page.mouse.move(0, 0);
}
