import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, inject, it } from 'vitest';

import { findOperation } from '../../nodes/Deapi/operations/index.ts';
import { unlistedNodes } from '../../tools/package/unlistedNodes.mjs';
import { ROOT } from '../support/harness/testBed.mts';
import { openSession } from './session.mts';
import type { Session } from './session.mts';
import { addNode } from './steps/addNode.mts';
import { addTool } from './steps/agent.mts';
import { createCredential } from './steps/credential.mts';
import { embedDocuments } from './steps/embeddings.mts';
import { readFailure, readRefusal } from './steps/errors.mts';
import { fillIn } from './steps/fillIn.mts';
import { readForms } from './steps/forms.mts';
import { seeIcons } from './steps/icons.mts';
import { foreseePieces } from './steps/longText.mts';
import { installPackage } from './steps/install.mts';
import { previewFields } from './steps/preview.mts';
import { executeStep, executeWorkflow } from './steps/run.mts';
import { findByWords } from './steps/search.mts';
import { addTrigger } from './steps/trigger.mts';

const generate = findOperation('image', 'generate')!;
const generateSpeech = findOperation('audio', 'generateSpeech')!;
const NODE = generate.action;

let session: Session;
let workflow: string;
let hasFailed = false;

beforeAll(async () => {
	session = await openSession({ n8n: inject('n8n'), tarball: inject('tarball') });
	await session.editor.signIn(session.n8n.owner);
});
afterAll(async () => {
	if (!hasFailed) await session.screenshots.publish();
	await session?.close();
});

beforeEach(({ skip }) => skip(hasFailed, 'a step before it failed'));
afterEach(async ({ task }) => {
	if (task.result?.state !== 'fail') return;
	hasFailed = true;
	console.error(`What was to be seen when it failed: ${await session.screenshots.takeFailure(task.name)}`);
});

/** One session of one user: every step goes on where the one before has ended. */
describe('a user of n8n', () => {
	it('installs the package in the settings, and sees its nodes and version', async () => {
		await installPackage(session, JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
	});

	it('creates a credential, and is told whether the API key is right', async () => await createCredential(session));

	it('finds deAPI in the node panel by "image", and every operation in it', async () => {
		await addNode(session, 'image', NODE);
		workflow = new URL(session.editor.page.url()).pathname.split('/').slice(0, 3).join('/');
	});

	it('picks a model from the live list, types a prompt and adds an option', async () => await fillIn(session));

	it('drags a field of the output into the next node before the first run', async () => {
		await session.editor.closeNode();
		await previewFields(session, generate);
	});

	it('executes the step, is told what it waits for, and sees the picture', async () => await executeStep(session, NODE));

	it('executes the workflow, and sees on the canvas that it waits', async () => await executeWorkflow(session, NODE));

	it('reads which width the model cannot do, and which it could', async () => await readRefusal(session, NODE));

	it('reads why a job failed, and its request ID', async () => await readFailure(session));

	it('adds the trigger, finds its URLs, and receives an event', async () => await addTrigger(session));

	it('sees the icons in the light and the dark theme', async () => await seeIcons(session, workflow, [NODE, 'deAPI Trigger']));

	it('gives the node to an AI Agent as a tool', async () => await addTool(session));

	it('is told in how many pieces a long text is spoken', async () => await foreseePieces(session, generateSpeech.action));

	it.skipIf(unlistedNodes(ROOT).length > 0)(
		'Embeddings deAPI is found below a vector store, and shows what it has made',
		async () => await embedDocuments(session),
	);

	it('finds deAPI by what people type', async () => await findByWords(session));

	it('reads forms in both themes, as a node and as a tool, and asks for a price', async () => await readForms(session));
});
