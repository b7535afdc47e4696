import { randomInt } from 'node:crypto';

import type { Execution } from '../support/harness/execution.mts';
import { generate } from '../support/harness/workflows.mts';
import { assert } from './tally.mts';
import type { Row } from './tally.mts';

/** A row of the fault table: its name, and what happens in it. */
export type NamedRow = [name: string, run: (row: Row) => Promise<void>];

export const ENDED = ['success', 'error', 'canceled', 'crashed'];
const SMALL = { ratio: 'custom', width: 256, height: 256 };
export const small = (parameters: Record<string, unknown> = {}, settings = {}) => generate({ ...SMALL, ...parameters }, settings);
export const many = (count: number, name = 'item') => Array.from({ length: count }, (_, index) => `${name} ${index} ${randomInt(1e9)}`);

/** Those of the rows whose name has one of the parts in it; all where there is none. */
export function chosen(rows: NamedRow[], parts: string[]): NamedRow[] {
	return rows.filter(([name]) => parts.length === 0 || parts.some((part) => name.includes(part)));
}

/** Plays cases at the same moment, each as a run of its own, and accounts for all executions. */
export async function playAtOnce(row: Row, cases: Record<string, () => Promise<void>>): Promise<void> {
	await Promise.all(Object.entries(cases).map(async ([name, play]) => await row.run(play, name)));
	await row.accountForAll();
}

/** Runs a workflow once, from the trigger to its end. */
export async function runOnce(row: Row, workflow: Awaited<ReturnType<Row['workflow']>>, body: object, index = 0): Promise<Execution> {
	await workflow.start(body);
	return await row.testBed.n8n.untilExecution(workflow.id, ENDED, { index, timeout: 90_000 });
}

export function succeeded(execution: Execution): void {
	const { error } = execution.data.resultData;
	assert(execution.status === 'success', `ended with ${execution.status}: ${error?.message} ${error?.description ?? ''}`);
}

/** Runs a workflow so many times, all started at the same moment. */
export async function runAtOnce(row: Row, count: number): Promise<Execution[]> {
	const workflow = await row.workflow([small()]);
	await Promise.all(many(count).map(async (prompt) => await workflow.start({ prompt })));
	const executions = await row.testBed.n8n.untilExecutions(workflow.id, ENDED, count);
	row.account(executions);
	await allGood(row, executions);
	return executions;
}

/** Each of them has succeeded, with a file that is what deAPI has stored. */
export async function allGood(row: Row, executions: Execution[]): Promise<void> {
	for (const execution of executions) {
		succeeded(execution);
		const [item] = await row.goodItems(execution);
		assert(item?.binary !== undefined, 'no file');
	}
}
