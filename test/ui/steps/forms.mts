import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

import { catalog } from '../../support/emulator/catalog.mts';
import { byHand } from '../../support/harness/callers.mts';
import { rewired, rowOf, to } from '../../support/harness/workflows.mts';
import type { Session } from '../session.mts';
import { noListFails } from './lists.mts';

/** As wide as a small screen, and high enough for the whole form. */
const WHOLE_FORM = { width: 1280, height: 1400 };

/** What a newcomer reads in them: limits, sizes, files, prices, pieces. */
const FORMS = {
	edit: {
		resource: 'image',
		operation: 'edit',
		prompt: 'Make it winter',
		model: chosen('Flux_2_Klein_4B_BF16'),
		ratio: 'custom',
		options: { fallbackModels: [], negativePrompt: '', numberOfResults: 3 },
	},
	animate: {
		resource: 'video',
		operation: 'generate',
		source: 'image',
		prompt: 'The waves roll in',
		model: chosen('Ltx2_19B_Dist_FP8'),
		options: { lastFrame: '', lastFrameUrl: '' },
	},
	price: {
		resource: 'image',
		operation: 'generate',
		prompt: 'A lighthouse at dusk, watercolor',
		model: chosen('Flux1schnell'),
		options: { estimatePriceOnly: true, maximumPrice: 0.1 },
	},
	speak: {
		resource: 'audio',
		operation: 'generateSpeech',
		text: 'This sentence is one of very many. '.repeat(700),
		model: chosen('Kokoro'),
		options: { maximumPieces: 50, pauseBetweenPieces: 300, splitLongText: true },
	},
};

/** Each of them in both themes, as a node and as a tool: nothing in it is cut off. The price is then asked for. */
export async function readForms(session: Session): Promise<void> {
	const { editor, n8n } = session;
	const [{ id }] = (await n8n.rest<Array<{ id: string; type: string }>>('GET', '/credentials')).filter(({ type }) => type === 'deApi');
	await editor.page.setViewportSize(WHOLE_FORM);
	for (const kind of ['tool', 'node'] as const) {
		await editor.goTo(`/workflow/${await n8n.addWorkflow(workflows[kind](), id, { active: false })}`);
		for (const form of Object.keys(FORMS)) await readForm(session, form, kind);
	}
	await askPrice(session);
}

async function readForm({ editor, screenshots }: Session, form: string, kind: string): Promise<void> {
	const { page } = editor;
	await editor.openNode(form);
	await editor.form.getByText('Options', { exact: true }).waitFor();
	await noListFails(editor.form);
	// A field under the mouse shows more than the others.
	await page.mouse.move(0, 0);
	for (const theme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme: theme });
		await screenshots.take(`32-${form}-${kind}-${theme}.png`, editor.node);
	}
	await page.emulateMedia({ colorScheme: 'light' });
	expect(await cutOffIn(editor.form), `in the form of ${form} as a ${kind}`).toEqual([]);
	await editor.closeNode();
}

/** A maximum of less than a cent can be typed, and the price comes out with a word on what it is. */
async function askPrice({ editor, emulator, screenshots }: Session): Promise<void> {
	const { page, output } = editor;
	const jobs = emulator.jobs.all.size;
	await editor.openNode('price');
	const maximum = editor.field('maximumPrice').getByRole('spinbutton');
	await maximum.fill('0.0042');
	await maximum.blur();
	expect(await maximum.inputValue()).toBe('0.0042');
	await page.getByTestId('node-execute-button').click();
	await output.getByText('These are prices').waitFor();
	await page.mouse.move(0, 0);
	await screenshots.take('33-price.png', editor.node);
	expect(emulator.jobs.all.size).toBe(jobs);
	await editor.closeNode();
}

const workflows = {
	node: () => {
		const names = Object.keys(FORMS);
		const workflow = rowOf('Forms', byHand, ...names.map((name) => ({ name, parameters: FORMS[name as keyof typeof FORMS] })));
		return rewired(workflow, Object.fromEntries([...names.map((name) => [name, {}]), [byHand.name, { main: [to(names[2])] }]]));
	},
	tool: () => {
		const agent = { name: 'AI Agent', type: '@n8n/n8n-nodes-langchain.agent', typeVersion: 3 };
		const tools = Object.entries(FORMS).map(([name, parameters]) => ({ name, parameters, type: 'n8n-nodes-deapi.deapiTool' }));
		const workflow = rowOf('Tools', byHand, agent, ...tools);
		const asTools = tools.map(({ name }) => [name, { ai_tool: [to(agent.name, 'ai_tool')] }]);
		return rewired(workflow, Object.fromEntries([...asTools, [agent.name, {}]]));
	},
};

function chosen(slug: string) {
	return { __rl: true, mode: 'list', value: slug, cachedResultName: catalog.find((model) => model.slug === slug)!.name };
}

/** As much of the browser's own types as is looked at. */
interface Box {
	tagName: string;
	value: string;
	placeholder: string;
	textContent: string;
	clientWidth: number;
	scrollWidth: number;
}
declare const document: { createElement(name: string): { getContext(kind: string): { font: string; measureText(text: string): Box } } };
declare const getComputedStyle: (box: Box) => Record<string, string>;

/** The texts of labels, values and examples that are wider than the room that they have. */
async function cutOffIn(form: Locator): Promise<string[]> {
	const own = 'input:not([data-test-id="rlc-mode-selector"] input):visible, label:visible, label:visible *';
	return await form.locator(own).evaluateAll((boxes: Box[]) => {
		const context = document.createElement('canvas').getContext('2d');
		const isCutOff = (box: Box) => {
			if (box.tagName !== 'INPUT') return getComputedStyle(box).overflow === 'hidden' && box.scrollWidth > box.clientWidth;
			const { font, paddingLeft, paddingRight } = getComputedStyle(box);
			context.font = font;
			const { width } = context.measureText(box.value || box.placeholder) as unknown as { width: number };
			return width > box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
		};
		return boxes.filter(isCutOff).map(({ value, placeholder, textContent }) => value || placeholder || textContent);
	});
}
