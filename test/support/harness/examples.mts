import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './testBed.mts';

const FOLDER = join(ROOT, 'examples');

export interface ExampleNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	webhookId?: string;
	parameters: Record<string, any>;
	[setting: string]: unknown;
}

/** A workflow of the folder `examples`, as it is imported. */
export interface Example {
	name: string;
	nodes: ExampleNode[];
	/** By the name of the node that they come from, then by their kind, then by output. */
	connections: Record<string, Record<string, Array<Array<{ node: string }>>>>;
	settings: Record<string, unknown>;
}

export const exampleFiles = readdirSync(FOLDER).sort();

export function readExample(file: string): { text: string; example: Example } {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	return { text, example: JSON.parse(text) as Example };
}

/** Fills in what a user sets in an Edit Fields node, which has its fields one by one or as JSON. */
export function setFields({ nodes }: Example, node: string, fields: Record<string, unknown>): void {
	const { parameters } = nodes.find(({ name }) => name === node)!;
	if (parameters.mode === 'raw') {
		parameters.jsonOutput = JSON.stringify({ ...JSON.parse(parameters.jsonOutput), ...fields });
		return;
	}
	for (const assignment of parameters.assignments.assignments) {
		if (assignment.name in fields) assignment.value = fields[assignment.name];
	}
}
