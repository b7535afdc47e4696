/** What every example has to be for the n8n at hand, before it is run; `unit/docs/examples.test.mts` has the rest. */
import { NodeHelpers } from 'n8n-workflow';
import type { INode, INodeTypeDescription } from 'n8n-workflow';
import { expect } from 'vitest';

import type { Example, ExampleNode } from '../../support/harness/examples.mts';

const SMALL_WORDS = /^(a|an|and|at|by|for|from|in|into|is|it|of|or|the|to)$/;

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
