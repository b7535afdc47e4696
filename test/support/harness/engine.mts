import { vi } from 'vitest';

import { forgetCatalog } from '../../../nodes/shared/api/models.ts';
import { realTiming } from '../../../nodes/shared/util/timing.ts';
import { api } from './api.mts';
import type { ContextOptions } from './contexts.mts';
import { WorkflowRun } from './workflow.mts';
import { saidBy } from './files.mts';

export const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** Before a test: nothing that the node waits for takes time, though its clock goes on as if it did. */
export function skipSleep(): void {
	let skipped = 0;
	vi.spyOn(realTiming, 'now').mockImplementation(() => Date.now() + skipped);
	vi.spyOn(realTiming, 'sleep')
		.mockClear()
		.mockImplementation(async (ms) => void (skipped += ms));
}

/** The same, and the models are those of the emulator, which the node has not asked for yet. */
export function prepareModels(): void {
	skipSleep();
	forgetCatalog();
	api.models();
}

/** An item for each prompt. */
export const prompts = (...texts: string[]) => texts.map((text) => ({ json: { text } }));

/** An item for each job. */
export const ids = (...requestIds: string[]) => requestIds.map((id) => ({ json: { id } }));

/** Runs Image > Generate on the prompts of its items. */
export const start = async (options: ContextOptions = {}) =>
	await new WorkflowRun({ ...options, parameters: { prompt: '={{ $json.text }}', ...options.parameters } }).start();

/** The same with one prompt and options of the node, submitting one item after the other. */
export const generate = async (options: Record<string, unknown>, more: Partial<ContextOptions> = {}) =>
	await start({ items: prompts('a'), ...more, parameters: { options: { concurrency: 1, ...options } as never, ...more.parameters } });

/** Runs an operation of the resource Job on the request IDs of its items. */
export const job = async (operation: string, more: Partial<ContextOptions> = {}) =>
	await new WorkflowRun({
		items: ids('r1'),
		credentials: { webhookSecret: '' },
		...more,
		parameters: { resource: 'job', operation, requestId: '={{ $json.id }}', ...more.parameters },
	}).start();

/** The content of the file of each item that came out. */
export const files = (run: WorkflowRun) => run.output.map(({ binary }) => (binary ? saidBy(binary.data) : undefined));
