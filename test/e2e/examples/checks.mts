/** What every example has to be, before it is run. */
import { NodeHelpers } from 'n8n-workflow';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import { expect } from 'vitest';

import type { Example, ExampleNode } from '../../support/harness/examples.mts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOTE = 'n8n-nodes-base.stickyNote';
/** What a loop leads back to. */
const LOOP = /^n8n-nodes-base\.(splitInBatches|wait)$/;
const GRID = 20;
/** A node on the canvas with its name below. */
const NODE_SIZE = [100, 150];
/** Agents are as wide as what hangs below them. */
const AGENT_SIZE = [320, 150];
const SMALL_WORDS = /^(a|an|and|at|by|for|from|in|into|is|it|of|or|the|to)$/;

const isNote = ({ type }: ExampleNode) => type === NOTE;

/** Nothing in it belongs to one n8n instance, and it is written as the others are. */
export function expectPortable(text: string, example: Example): void {
	expect(text).toBe(`${JSON.stringify(example, null, '\t')}\n`);
	expect(Object.keys(example)).toEqual(['name', 'nodes', 'connections', 'settings']);
	expect(example.settings).toEqual({ executionOrder: 'v1' });
	expect(text).not.toMatch(/"(credentials|pinData|instanceId|meta)"|localhost|file:\/\/|\/home\/|\/root\/|C:\\\\/);
	const ids = example.nodes.flatMap(({ id, webhookId }) => (webhookId === undefined ? [id] : [id, webhookId]));
	expect(ids.filter((id) => !UUID.test(id))).toEqual([]);
	expect(new Set(ids).size).toBe(ids.length);
}

/** It says what it does, and what is to be set. */
export function expectNote({ nodes }: Example): void {
	const notes = nodes.filter(isNote);
	const [first] = notes;
	expect(first.parameters.content).toMatch(/^## [A-Z].+\n.+/);
	expect(first.parameters.content).toMatch(/\n\nTo set: .+deAPI credential/);
	const others = nodes.filter((node) => node !== first);
	expect(first.position[0]).toBeLessThanOrEqual(Math.min(...others.map(({ position }) => position[0])));
	expect(first.position[1]).toBeLessThanOrEqual(Math.min(...others.map(({ position }) => position[1])));
	const named = [...first.parameters.content.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name).filter((name) => !name.includes(' > '));
	expect(
		named.filter((name) => !nodes.some((node) => node.name === name)),
		'nodes that the note names',
	).toEqual([]);
}

/** Names say what a node does; none is n8n's own. */
export function expectNames({ nodes }: Example, types: NodeTypes): void {
	const names = nodes.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	for (const node of nodes) {
		expect(node.name).not.toBe(types.of(node).defaults.name);
		expect(node.name).not.toMatch(/\d$/);
		const words = node.name.split(' ').filter((word, index) => index === 0 || !SMALL_WORDS.test(word));
		expect(
			words.filter((word) => !/^[A-Z]/.test(word)),
			node.name,
		).toEqual([]);
	}
}

/** From left to right, on the grid, and nothing on top of anything else. */
export function expectLayout({ nodes, connections }: Example): void {
	const boxes = nodes.map((node) => ({
		name: node.name,
		from: node.position,
		to: node.position.map((start, axis) => start + sizeOf(node)[axis]),
	}));
	expect(
		boxes.filter(({ from }) => from.some((start) => start % GRID !== 0)).map(({ name }) => name),
		'off the grid',
	).toEqual([]);
	for (const [index, one] of boxes.entries()) {
		const overlapping = boxes
			.slice(index + 1)
			.filter((other) => [0, 1].every((axis) => one.from[axis] < other.to[axis] && other.from[axis] < one.to[axis]));
		expect(
			overlapping.map(({ name }) => name),
			`on top of ${one.name}`,
		).toEqual([]);
	}
	const byName = new Map(nodes.map((node) => [node.name, node]));
	for (const [from, { main = [] }] of Object.entries(connections)) {
		for (const target of main.flat().map(({ node }) => byName.get(node)!)) {
			if (!LOOP.test(target.type)) expect(target.position[0], `${from} to ${target.name}`).toBeGreaterThan(byName.get(from)!.position[0]);
		}
	}
}

function sizeOf({ type, parameters }: ExampleNode): number[] {
	if (type === NOTE) return [parameters.width, parameters.height];
	return type.endsWith('.agent') ? AGENT_SIZE : NODE_SIZE;
}

/** The descriptions of the nodes of an n8n. */
export class NodeTypes {
	private readonly descriptions: INodeTypeDescription[];

	constructor(descriptions: INodeTypeDescription[]) {
		this.descriptions = descriptions;
	}

	of({ type, typeVersion }: ExampleNode): INodeTypeDescription {
		const found = this.descriptions.find(({ name, version }) => name === type && [version].flat().includes(typeVersion));
		if (!found) throw new Error(`This n8n has no node ${type} of version ${typeVersion}`);
		return found;
	}
}

/** n8n knows every parameter of every node, and would show it. */
export function expectParameters({ nodes }: Example, types: NodeTypes): void {
	for (const node of nodes) {
		const description = types.of(node);
		const known = NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			true,
			false,
			node as unknown as INode,
			description,
		);
		expect(known, node.name).toMatchObject(node.parameters);
	}
}
