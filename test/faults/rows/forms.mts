import { createHash, randomUUID } from 'node:crypto';

import { samplePicture } from '../../support/emulator/samples.mts';
import { chat, form, respond } from '../../support/harness/callers.mts';
import { filledForm } from '../../support/harness/examplesForm.mts';
import { rowOf } from '../../support/harness/workflows.mts';
import type { NodeSpec } from '../../support/harness/workflows.mts';
import { answerTo, gotItem, refused, waited } from '../calls.mts';
import type { Answer } from '../calls.mts';
import { ENDED, many, playAtOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

/** Those who fill in a form or write into a chat. */
export const forms: NamedRow[] = [
	[
		'whoever waits gets what was made: forms and chats',
		async (row) => {
			row.testBed.emulator.jobs.duration = 3_000;
			await playAtOnce(row, {
				'form, workflow finishes': async () => await waited(row, await submit(row, 'lastNode', [small(FROM_FORM)])),
				'chat, last node': async () => await gotItem(row, await write(row, 'lastNode', [small(FROM_CHAT)])),
				'chat, Respond to Webhook': async () => await gotItem(row, await write(row, 'responseNode', [small(FROM_CHAT), respond()])),
				'chat, streaming': async () =>
					await gotItem(row, await write(row, 'streaming', [small(FROM_CHAT), respond({ options: { enableStreaming: true } })])),
				'Webhook chosen, form': async () => refused(await submit(row, 'lastNode', [small({ ...FROM_FORM, ...BY_WEBHOOK })])),
				'Webhook chosen, chat': async () => refused(await write(row, 'lastNode', [small({ ...FROM_CHAT, ...BY_WEBHOOK })])),
			});
		},
	],

	[
		"a form's uploaded file, sent again after waking (fallback, retry) with files on disk",
		async (row) => {
			const { emulator } = row.testBed;
			const failed = new Set<unknown>();
			// The first job for each prompt fails.
			emulator.jobs.planFor = ({ prompt }) => {
				if (failed.has(prompt)) return undefined;
				failed.add(prompt);
				const code = String(prompt).startsWith('fallback') ? 'model_unavailable' : 'PROCESSING_ERROR';
				return { outcome: 'error', errorCode: code, errorMessage: 'Could not be done' };
			};
			await playAtOnce(row, {
				fallback: async () => await editUpload(row, 'fallback', { fallbackModels: ['QwenImageEdit_Plus_NF4'] }, {}),
				retry: async () => await editUpload(row, 'retry', {}, { retryOnFail: true, maxTries: 2, waitBetweenTries: 10 }),
			});
		},
	],
];

const FROM_FORM = { prompt: '={{ $json.prompt }}' };
const FROM_CHAT = { prompt: '={{ $json.chatInput }}' };
const BY_WEBHOOK = { waitMode: 'webhook' };

/** Submits a form of one text. */
async function submit(row: Row, mode: string, nodes: NodeSpec[]): Promise<Answer> {
	const [path, [prompt]] = [row.path(), many(1)];
	const id = await row.add(rowOf(path, form(path, mode), ...nodes));
	return await answerTo(row, id, prompt, await row.testBed.n8n.post(`form/${path}`, await filledForm(['prompt'], [['prompt', prompt]])));
}

/** Writes a message into a chat. */
async function write(row: Row, mode: string, nodes: NodeSpec[]): Promise<Answer> {
	const [chatId, [chatInput]] = [randomUUID(), many(1)];
	const id = await row.add(rowOf(row.path(), chat(chatId, mode), ...nodes));
	const message = { action: 'sendMessage', sessionId: chatId, chatInput };
	return await answerTo(row, id, chatInput, await row.testBed.n8n.post(`webhook/${chatId}/chat`, message));
}

/** Uploads a picture that is sent a second time after the first job for it has failed. */
async function editUpload(row: Row, name: string, options: object, settings: object): Promise<void> {
	const { n8n, emulator } = row.testBed;
	const [path, [prompt]] = [row.path(), many(1, name)];
	const picture = await samplePicture({ width: 512, height: 384, prompt });
	const edit = {
		name: 'Edit',
		parameters: { resource: 'image', operation: 'edit', prompt, binaryPropertyName: 'Photo', waitMode: 'webhook', options },
		...settings,
	};
	const upload = form(path, 'onReceived', { fieldLabel: 'Photo', fieldType: 'file', multipleFiles: false });
	const id = await row.add(rowOf(path, upload, edit));
	const file = { fileName: 'photo.png', mimeType: 'image/png', make: () => picture };
	await n8n.post(`form/${path}`, await filledForm(['Photo'], [['Photo', file]]));
	const execution = await n8n.untilExecution(id, ENDED);
	succeeded(execution);
	assert((await row.goodItems(execution, 'Edit'))[0].binary !== undefined, 'no file');
	const sent = emulator.requestsTo('POST /images/edits').filter(({ fields }) => fields.prompt === prompt);
	const sha256 = createHash('sha256').update(picture).digest('hex');
	assert(sent.length === 2, `submitted ${sent.length} times`);
	assert(
		sent.every(({ files }) => files.length === 1 && files[0].sha256 === sha256),
		`sent ${JSON.stringify(sent.map(({ files }) => files))}`,
	);
}
