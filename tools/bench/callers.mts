import { randomUUID } from 'node:crypto';

import type { Job } from '../../test/support/emulator/jobs.mts';
import { small } from '../../test/faults/runs.mts';
import { eventTrigger, resumeUrl, rowOf, waitForCall, workflowOf } from '../../test/support/harness/workflows.mts';
import type { NodeSpec } from '../../test/support/harness/workflows.mts';
import type { TestBed } from '../../test/support/harness/testBed.mts';

/** n8n's own node and ours, in two pairs. */
export const KINDS = ['wait', 'deapi', 'webhook', 'trigger'] as const;
export type Kind = (typeof KINDS)[number];

/** In milliseconds. */
export interface Times {
	answers: number[];
	/** From the callback's departure to the start of the next node. */
	outputs: number[];
}

/** Callbacks that are ready to be sent, and what came of them. */
export interface Calls {
	send(call: number): Promise<void>;
	/** How long n8n has to do with one afterwards, in milliseconds. */
	pause: number;
	/** @param from leaves out those before */
	times(from: number): Promise<Times>;
}

const AFTER: NodeSpec = { name: 'After', type: 'n8n-nodes-base.noOp' };
export const NAMES: Record<Kind, string> = { wait: 'Wait node', deapi: 'deAPI node', webhook: 'Webhook node', trigger: 'deAPI Trigger' };

/** Workflows that wait for callbacks or start with them. */
export class Callers {
	private readonly testBed: TestBed;
	private workflows = 0;

	constructor(testBed: TestBed) {
		this.testBed = testBed;
		testBed.emulator.jobs.duration = 3_600_000;
	}

	/** So many executions that wait, or a workflow that is to be started so many times. */
	async prepare(kind: Kind, count: number, bytes: number): Promise<Calls> {
		const { n8n, emulator } = this.testBed;
		const { workflow, urls, ids } = kind === 'wait' || kind === 'deapi' ? await this.park(kind, count) : await this.listen(kind, count);
		const isOurs = kind === 'deapi' || kind === 'trigger';
		const resultUrl = `${emulator.storageUrl}/samples/bytes.png?size=${bytes}`;
		const sent: Array<{ sentAt: number; answerMs: number }> = [];
		return {
			pause: isOurs ? bytes / 50_000 : 0,
			send: async (call) => {
				const data = {
					job_request_id: ids[call],
					status: 'done',
					previous_status: 'processing',
					job_type: 'txt2img',
					completed_at: new Date().toISOString(),
					result_url: resultUrl,
					processing_time_ms: 900,
				};
				const status = await emulator.webhooks.deliver(urls[call], 'job.completed', data);
				if (status !== 200) throw new Error(`The ${NAMES[kind]} answered ${status}`);
				sent[call] = emulator.webhooks.deliveries.findLast(({ requestId }) => requestId === ids[call])!;
			},
			times: async (from) => {
				const executions = await n8n.untilExecutions(workflow, ['success'], count);
				const runs = executions.map(({ data }) => data.resultData.runData.After[0]);
				const isWhole = !isOurs || runs.every(({ data }) => data?.main[0]?.[0].binary);
				if (!isWhole) throw new Error(`The ${NAMES[kind]} has not put out every file`);
				const outputs = runs.map(({ startTime }) => startTime);
				await n8n.rest('POST', '/executions/delete', { ids: executions.map(({ id }) => id) });
				// n8n lists executions in no order that helps: both are in the order of time.
				const [sentAt, startedAt] = [sent.map((call) => call.sentAt), outputs].map((times) => times.toSorted((a, b) => a - b));
				return {
					answers: sent.slice(from).map(({ answerMs }) => answerMs),
					outputs: startedAt.map((time, call) => time - sentAt[call]).slice(from),
				};
			},
		};
	}

	private async park(kind: 'wait' | 'deapi', count: number) {
		const { n8n, emulator } = this.testBed;
		const path = `${kind}-${++this.workflows}`;
		const nodes = kind === 'wait' ? [resumeUrl, waitForCall(), AFTER] : [small({ waitMode: 'webhook' }), AFTER];
		const workflow = await n8n.addWorkflow(workflowOf(path, ...nodes), this.testBed.credentialId);
		const known = new Set(emulator.jobs.all.keys());
		for (let run = 0; run < count; run++) await n8n.trigger(path, { prompt: `${path} ${run}` });
		const executions = await n8n.untilExecutions(workflow, ['waiting'], count);
		if (kind === 'wait') {
			const urls = executions.map(({ data: { resultData } }) => String(resultData.runData['Resume URL'][0].data?.main[0]?.[0].json.url));
			return { workflow, urls, ids: urls.map(() => randomUUID()) };
		}
		const jobs = [...emulator.jobs.all.values()].filter(({ requestId }) => !known.has(requestId));
		for (const job of jobs) await this.endInSilence(job);
		return { workflow, urls: jobs.map(({ webhookUrl }) => webhookUrl!), ids: jobs.map(({ requestId }) => requestId) };
	}

	private async listen(kind: 'webhook' | 'trigger', count: number) {
		const { n8n, credentialId } = this.testBed;
		const id = randomUUID();
		const [nodes, path] =
			kind === 'webhook'
				? [workflowOf(id, AFTER), `webhook/${id}`]
				: [rowOf(id, eventTrigger(id, { events: ['jobCompleted'], downloadBinary: true }), AFTER), `webhook/${id}/webhook`];
		const workflow = await n8n.addWorkflow(nodes, credentialId);
		const url = await n8n.untilRegistered(path);
		return { workflow, urls: Array.from({ length: count }, () => url), ids: Array.from({ length: count }, () => randomUUID()) };
	}

	/** Its callback is to be sent when the time has come. */
	private async endInSilence(job: Job): Promise<void> {
		const { webhookUrl } = job;
		job.webhookUrl = undefined;
		await this.testBed.emulator.jobs.finish(job);
		job.webhookUrl = webhookUrl;
	}
}
