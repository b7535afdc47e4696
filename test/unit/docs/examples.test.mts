import { describe, expect, it } from 'vitest';

import { DeApi } from '../../../credentials/DeApi.credentials.ts';
import { exampleFiles, readExample } from '../../support/harness/examples.mts';
import type { ExampleNode } from '../../support/harness/examples.mts';

/** The questions that n8n's template gallery wants answered, in its order. */
const HEADINGS = ['Who it’s for', 'How it works', 'How to set up', 'Requirements', 'How to customize'];
/** What has a capital in the middle of a sentence. */
const PROPER = /^(AI|Agent|Claude,|Cursor|Embeddings|I|MCP|OCR|OpenAI|SRT|YouTube)$/;
/** Longer titles are cut off in lists. */
const LONGEST_TITLE = 80;
/** n8n wants a hundred at least; nobody reads much more on a canvas. */
const WORDS = { fewest: 100, most: 300 };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOTE = 'n8n-nodes-base.stickyNote';
/** What a loop leads back to. */
const LOOP = /^n8n-nodes-base\.(splitInBatches|wait)$/;
const GRID = 20;
/** A node on the canvas with its name below. */
const NODE_SIZE = [100, 150];
/** Agents are as wide as what hangs below them. */
const AGENT_SIZE = [320, 150];
/** Of a note on the canvas, in pixels. */
const TEXT = { letter: 6.8, title: 10, line: 20, heading: 28, margin: 40 };

const examples = exampleFiles.map((file) => ({ file, ...readExample(file) }));
const isNote = ({ type }: ExampleNode) => type === NOTE;
const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);

it('each example has a title of its own', () => {
	expect(new Set(examples.map(({ example: { name } }) => name)).size).toBe(examples.length);
});

it('a new credential is for version 2 of the API, on which the examples are run', () => {
	expect(new DeApi().properties.find(({ name }) => name === 'apiVersion')?.default).toBe('v2');
});

describe.each(examples)('$file', ({ text, example: { name, nodes, connections, settings, ...more } }) => {
	const [note, ...furtherNotes] = nodes.filter(isNote);
	const content: string = note.parameters.content;
	const [head, ...parts] = content.split('\n\n### ');
	const sections = new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));

	it('has a title that says what one gets, in sentence case, with deAPI in it', () => {
		expect(name).toMatch(/^[A-Z][a-z]+,? .*[^.]$/);
		expect(name).toContain('deAPI');
		expect(name.length).toBeLessThanOrEqual(LONGEST_TITLE);
		const [, ...others] = name.split(' ');
		expect(others.filter((word) => /^[A-Z]/.test(word) && !PROPER.test(word))).toEqual([]);
	});

	it('has one note, which answers what people ask', () => {
		expect(furtherNotes).toEqual([]);
		expect(head).toMatch(/^## .+\n.+\.$/);
		expect(head.split('\n')[0]).toBe(`## ${name}`);
		expect([...sections.keys()]).toEqual(HEADINGS);
		expect([...sections.values()].filter((section) => !/^\S[^]+[.”]$/.test(section))).toEqual([]);
		expect(sections.get('How it works')).toMatch(/^(- .+(\n|$))+$/);
		const steps = sections.get('How to set up')!.split('\n');
		expect(steps.map((step) => /^\d+\. /.exec(step)?.[0])).toEqual(steps.map((_, index) => `${index + 1}. `));
		const { length } = wordsOf(content);
		expect(length).toBeGreaterThanOrEqual(WORDS.fewest);
		expect(length).toBeLessThanOrEqual(WORDS.most);
	});

	it('says which nodes get the credential, what is paid for, and who can spend it', () => {
		const steps = sections.get('How to set up')!;
		expect(steps).toContain('deAPI credential');
		const paying = nodes.filter(({ type }) => type.startsWith('n8n-nodes-deapi.')).map((node) => node.name);
		expect(paying.filter((node) => !steps.includes(`**${node}**`))).toEqual([]);
		expect(sections.get('Requirements')).toMatch(/deAPI account with credit\..* Costs: .+\.$/);
		const isForm = nodes.some(({ type }) => type === 'n8n-nodes-base.formTrigger');
		expect(/Whoever has the form’s address spends your credit/.test(steps)).toBe(isForm);
	});

	it('names nodes in its note that it has', () => {
		const named = [...content.matchAll(/\*\*(.+?)\*\*/g)].map(([, node]) => node).filter((node) => !node.includes(' > '));
		expect(named.filter((node) => !nodes.some((one) => one.name === node))).toEqual([]);
	});

	it('has its note first, in n8n’s yellow, and large enough', () => {
		const others = nodes.filter((node) => node !== note);
		expect(note.position[0]).toBeLessThanOrEqual(Math.min(...others.map(({ position }) => position[0])));
		expect(note.position[1]).toBeLessThanOrEqual(Math.min(...others.map(({ position }) => position[1])));
		expect(note.parameters).not.toHaveProperty('color');
		expect(note.parameters.height).toBeGreaterThanOrEqual(heightOf(content, note.parameters.width));
	});

	it('is fit for everybody’s n8n', () => {
		expect(text).toBe(`${JSON.stringify({ name, nodes, connections, settings }, null, '\t')}\n`);
		expect(more).toEqual({});
		expect(settings).toEqual({ executionOrder: 'v1' });
		expect(text).not.toMatch(/"(credentials|pinData|instanceId|meta)"|localhost|file:\/\/|\/home\/|\/root\/|C:\\\\/);
		const ids = nodes.flatMap(({ id, webhookId }) => (webhookId === undefined ? [id] : [id, webhookId]));
		expect(ids.filter((id) => !UUID.test(id))).toEqual([]);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('goes from left to right, on the grid, with nothing on top of anything else', () => {
		const boxes = nodes.map((node) => ({
			name: node.name,
			from: node.position,
			to: node.position.map((start, axis) => start + sizeOf(node)[axis]),
		}));
		const offGrid = boxes.filter(({ from }) => from.some((start) => start % GRID !== 0));
		expect(offGrid.map((box) => box.name)).toEqual([]);
		const overlapping = boxes.flatMap((one, index) =>
			boxes
				.slice(index + 1)
				.filter((other) => [0, 1].every((axis) => one.from[axis] < other.to[axis] && other.from[axis] < one.to[axis]))
				.map((other) => `${one.name}, ${other.name}`),
		);
		expect(overlapping).toEqual([]);
		const byName = new Map(nodes.map((node) => [node.name, node]));
		for (const [from, { main = [] }] of Object.entries(connections)) {
			for (const target of main.flat().map(({ node }) => byName.get(node)!)) {
				if (!LOOP.test(target.type)) expect(target.position[0], `${from} to ${target.name}`).toBeGreaterThan(byName.get(from)!.position[0]);
			}
		}
	});
});

function sizeOf({ type, parameters }: ExampleNode): number[] {
	if (type === NOTE) return [parameters.width, parameters.height];
	return type.endsWith('.agent') ? AGENT_SIZE : NODE_SIZE;
}

/** What a note takes, roughly. */
function heightOf(content: string, width: number): number {
	const rows = (line: string, letter: number) => Math.ceil((line.length * letter) / (width - TEXT.margin));
	return content
		.split('\n')
		.filter(Boolean)
		.reduce(
			(sum, line) =>
				sum + (line.startsWith('###') ? TEXT.heading : rows(line, line.startsWith('##') ? TEXT.title : TEXT.letter) * TEXT.line),
			0,
		);
}
