import { expect } from 'vitest';

import { Client } from '../../support/emulator/client.mts';
import { PUBLIC_HOST } from '../../support/harness/n8n.mts';
import { API_KEY } from '../../support/harness/testBed.mts';
import type { Session } from '../session.mts';

/** The trigger beside the node: its panel, and a job that ends while it listens. */
export async function addTrigger({ editor, emulator, screenshots }: Session): Promise<void> {
	const { page, node, form, output, nodePanel } = editor;
	await editor.openNodePanel();
	await editor.searchNodes('deAPI');
	await editor.entry('deAPI').click();
	await nodePanel.getByText('Triggers (3)').click();
	await editor.entry('On job completed').scrollIntoViewIfNeeded();
	await screenshots.take('17-triggers.png', nodePanel);
	await editor.entry('On job completed').click();

	await node.getByText('Webhook URLs').click();
	await node.getByText('Production URL', { exact: true }).click();
	await form.getByText('webhook settings of deAPI').waitFor();
	expect(await node.innerText()).toContain(`https://${PUBLIC_HOST}`);
	expect(await editor.field('events').innerText()).toContain('Job Completed');
	await node.getByText('When will this node trigger my flow?').click();
	await screenshots.take('18-trigger.png', node);

	await node.getByText('Test URL', { exact: true }).click();
	const url = /https:\S+\/webhook-test\/\S+/.exec(await node.innerText())![0];
	await page.getByTestId('trigger-execute-button').click();
	await node.getByText('Listening for test event').waitFor();
	await screenshots.take('19-listening.png', node);
	emulator.webhooks.accountUrl = url;
	const client = new Client(emulator, { authorization: `Bearer ${API_KEY}` });
	await client.finish('POST /images/generations', {
		fields: { prompt: 'A fox', model: 'Flux1schnell', width: 512, height: 512, seed: 1, steps: 4 },
	});
	await output.getByText('image/png').waitFor();
	await screenshots.take('20-triggered.png', node);
	await editor.closeNode();
}
