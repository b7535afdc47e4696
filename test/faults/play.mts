import { randomInt } from 'node:crypto';

import type { Execution } from '../harness/execution.mts';
import { generate } from '../harness/workflows.mts';
import { assert } from './tally.mts';
import type { Row } from './tally.mts';

/** A row of the fault table: its name, and what happens in it. */
export type NamedRow = [name: string, play: (row: Row) => Promise<void>];

export const ENDED = ['success', 'error', 'canceled', 'crashed'];
const SMALL = { ratio: 'custom', width: 256, height: 256 };
export const small = (parameters: Record<string, unknown> = {}, settings = {}) => generate({ ...SMALL, ...parameters }, settings);
export const many = (count: number, name = 'item') => Array.from({ length: count }, (_, index) => `${name} ${index} ${randomInt(1e9)}`);

/** Runs a workflow once, from the trigger to its end. */
export async function runOnce(row: Row, workflow: Awaited<ReturnType<Row['workflow']>>, body: object, index = 0): Promise<Execution> {
	await workflow.start(body);
	return await row.world.n8n.untilExecution(workflow.id, ENDED, { index, timeout: 90_000 });
}

export function succeeded(execution: Execution): void {
	const { error } = execution.data.resultData;
	assert(execution.status === 'success', `ended with ${execution.status}: ${error?.message} ${error?.description ?? ''}`);
}
