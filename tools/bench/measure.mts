import { setTimeout as delay } from 'node:timers/promises';

import type { RecordedRequest } from '../../test/support/emulator/emulator.mts';
import type { TestBed } from '../../test/support/harness/testBed.mts';
import { forgetPeak, memory, peakMemory, processorTime } from './processes.mts';

/** What a run of a workflow has cost n8n. */
export interface Measured {
	/** From the call of its webhook to its end. */
	seconds: number;
	/** Processor time, in seconds. */
	processor: number;
	/** Peak memory above what n8n had before, in MiB. */
	peak: number;
	requests: RecordedRequest[];
	/** When each status call came, in milliseconds since the epoch. */
	looks: number[];
}

/**
 * Runs a workflow once, for so many prompts, and forgets it.
 *
 * @param last the node that puts out the files
 * @param quiet for how many milliseconds n8n is not asked whether it is done, since that costs it something
 * @throws if an item has no file
 */
export async function measure(
	{ n8n, emulator, credentialId }: TestBed,
	workflow: Record<string, any> & { name: string },
	prompts: string[],
	{ last, quiet }: { last: string; quiet: number },
): Promise<Measured> {
	const id = await n8n.addWorkflow(workflow, credentialId);
	const asked = emulator.requests.length;
	const [processor, used] = [processorTime(n8n.pid), memory(n8n.pid)];
	forgetPeak(n8n.pid);
	const startedAt = Date.now();
	await n8n.trigger(workflow.name, { prompts });
	await delay(quiet);
	const [{ id: executionId, stoppedAt, data }] = await n8n.untilExecutions(id, ['success', 'error'], 1, 600_000);
	const cost = { processor: processorTime(n8n.pid) - processor, peak: peakMemory(n8n.pid) - used };

	const outputs = data.resultData.runData[last] ?? [];
	const files = outputs.flatMap((output) => output.data?.main[0] ?? []).filter(({ binary }) => binary);
	if (files.length !== prompts.length) throw new Error(`${workflow.name}: ${files.length} of ${prompts.length} items have a file`);
	await n8n.rest('POST', '/executions/delete', { ids: [executionId] });
	const requests = emulator.requests.slice(asked);
	const looks = requests.filter(({ path }) => path.startsWith('/jobs')).map(({ at }) => at);
	return { ...cost, seconds: (Date.parse(stoppedAt) - startedAt) / 1_000, requests, looks };
}
