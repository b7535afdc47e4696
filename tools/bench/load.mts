import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { OVER_RATE } from '../../test/support/emulator/faults.mts';
import type { Job } from '../../test/support/emulator/jobs.mts';
import { fileOf } from '../../test/support/emulator/results.mts';
import { samplePicture } from '../../test/support/emulator/samples.mts';
import { small } from '../../test/faults/runs.mts';
import type { Execution } from '../../test/support/harness/execution.mts';
import {
	eventTrigger,
	formOf,
	getResult,
	removeBackground,
	rewired,
	rowOf,
	splitPrompts,
	to,
	workflowOf,
} from '../../test/support/harness/workflows.mts';
import type { NodeSpec } from '../../test/support/harness/workflows.mts';
import type { TestBed } from '../../test/support/harness/testBed.mts';

const BATCH = 5;
const JOB_MS = 1_500;
const RESULT_BYTES = 200_000;
/** What the node waits at least by webhook. */
const WAIT_SECONDS = 120;
const CHECK_MS = 250;
/** What each prompt is drawn for: 5 in 100 fail, 2 in 1,000 lose their callback. */
const FAILING = 0.05;
const LOST = 0.002;
/** How often there is trouble, each second. */
const FAULTS_A_SECOND = 0.5;
const FAULTS = [
	{ on: 'POST /images/generations', ...OVER_RATE },
	{ on: 'POST /images/generations', drop: 'before' as const },
	{ on: 'GET /jobs', ...OVER_RATE },
	{ on: 'GET /jobs', status: 500 },
	{ on: 'GET storage', drop: 'middle' as const },
	{ on: 'GET storage', status: 503 },
];

/** Starts executions of all kinds, with faults, so that a certain number is always under way. */
export class Load {
	readonly mix =
		`One prompt by webhook, ${BATCH} prompts whose error output leads to Get Result, one by polling, one under Retry On Fail, a background removed from an upload, a prompt boosted, and an event for the trigger with its download, in turns; jobs of ${JOB_MS / 1_000} s, results of ${RESULT_BYTES / 1_000} KB. ` +
		`${FAILING * 100} % of the prompts fail and ${LOST * 1_000} in 1,000 lose their callback; deAPI and its storage answer wrongly, late or not at all, callbacks come twice, and forged ones come in between.`;
	started = 0;
	private readonly testBed: TestBed;
	private readonly starts: Array<() => Promise<unknown>> = [];
	private readonly workflows: string[] = [];
	private prompts = 0;
	private faults = 0;
	private forged = 0;
	private underWay = 0;

	private constructor(testBed: TestBed) {
		this.testBed = testBed;
	}

	static async prepare(testBed: TestBed): Promise<Load> {
		const load = new Load(testBed);
		const { jobs, webhooks } = testBed.emulator;
		jobs.duration = JOB_MS;
		const result = fileOf(Buffer.alloc(RESULT_BYTES), 'png');
		jobs.resultOf = () => result;
		jobs.planFor = ({ prompt }) =>
			String(prompt).includes('fail')
				? { outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'A worker broke down' }
				: undefined;
		webhooks.isLost = ({ job_request_id: id }) => String(jobs.all.get(String(id))?.fields.prompt).includes('lost');
		const picture = samplePicture({ width: 256, height: 256 });
		const form = async () => await formOf({ data: { fileName: 'cat.png', mimeType: 'image/png', make: () => picture } });
		const options = { waitTimeout: WAIT_SECONDS };
		const rescue = getResult('={{ $json.error.request_id }}', { onError: 'continueRegularOutput' });
		const one = () => ({ prompt: load.prompt() });
		await load.add([small({ waitMode: 'webhook', options })], one);
		await load.add(
			[splitPrompts, small({ waitMode: 'webhook', options }, { onError: 'continueErrorOutput' }), rescue],
			() => ({ prompts: Array.from({ length: BATCH }, () => load.prompt()) }),
			{ Generate: { main: [[], to('Get Result')] } },
		);
		await load.add([small({ waitMode: 'polling', options })], one);
		await load.add([small({ waitMode: 'webhook', options }, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1_000 })], one);
		await load.add([removeBackground({ waitMode: 'webhook', options })], form);
		await load.add(
			[{ name: 'Boost', parameters: { resource: 'prompt', operation: 'boostImage', prompt: '={{ $json.body.prompt }}' } }],
			one,
		);
		await load.addTrigger();
		return load;
	}

	get ended(): number {
		return this.started - this.underWay;
	}

	/** For so many milliseconds. */
	async keep(inFlight: number, ms: number): Promise<void> {
		const until = Date.now() + ms;
		while (Date.now() < until) {
			this.underWay = await this.countUnderWay();
			const missing = Math.max(0, inFlight - this.underWay);
			await Promise.all(Array.from({ length: missing }, async () => await this.start()));
			await this.disturb();
			await delay(CHECK_MS);
		}
	}

	/** Waits until nothing is under way, and answers how much still is when that takes too long. */
	async drain(patience: number): Promise<number> {
		const until = Date.now() + patience;
		let left = await this.countUnderWay();
		while (left > 0 && Date.now() < until) {
			await delay(1_000);
			left = await this.countUnderWay();
		}
		return left;
	}

	private get jobs(): Job[] {
		return [...this.testBed.emulator.jobs.all.values()];
	}

	/** What has come of it so far. */
	counts() {
		const { webhooks } = this.testBed.emulator;
		return {
			jobs: this.testBed.emulator.jobs.all.size,
			deliveries: webhooks.deliveries.length,
			answered: countBy(webhooks.deliveries, ({ event, status }) => `${event}: ${status}`),
			forged: this.forged,
			switchedOff: Number(webhooks.switchedOff),
			faults: this.faults,
			slowestAnswer: Math.max(...webhooks.deliveries.map(({ answerMs }) => answerMs)),
		};
	}

	/** The executions that n8n has kept, since they ended otherwise than well: how often, by what they say. */
	async outcome() {
		const { n8n, emulator } = this.testBed;
		const ended = await Promise.all(this.workflows.map(async (id) => await n8n.executions(id, ['error', 'crashed', 'canceled'])));
		const kept: Execution[] = [];
		for (const { id } of ended.flat()) kept.push(await n8n.execution(id));
		const told = JSON.stringify(kept.map(({ data }) => data.resultData));
		const looked = new Set(emulator.requestsTo('GET /jobs').map(({ path }) => path.split('/').at(-1)));
		const done = this.jobs.filter(({ status }) => status === 'done');
		const prompts = done.map(({ fields }) => fields.prompt).filter((prompt) => prompt !== undefined);
		return {
			messages: countBy(kept, ({ data }) => data.resultData.error?.message ?? 'none'),
			/** Jobs that are done, that nobody has asked for, and that no error names. */
			lost: done.filter(({ requestId }) => !looked.has(requestId) && !told.includes(requestId)).length,
			/** Prompts that were paid for more than once although the first job was good. */
			doubled: prompts.length - new Set(prompts).size,
		};
	}

	private prompt(): string {
		const kind = Math.random();
		return `${kind < LOST ? 'lost' : kind < LOST + FAILING ? 'fail' : 'good'} ${++this.prompts}`;
	}

	private async start(): Promise<void> {
		await this.starts[this.started++ % this.starts.length]();
	}

	private async add(nodes: NodeSpec[], body: () => unknown, connections: object = {}): Promise<void> {
		const path = `soak-${this.starts.length}`;
		const { n8n, credentialId } = this.testBed;
		const workflow = workflowOf(path, ...nodes);
		this.workflows.push(await n8n.addWorkflow(rewired(workflow, connections), credentialId));
		this.starts.push(async () => await n8n.trigger(path, await body()));
	}

	private async addTrigger(): Promise<void> {
		const { n8n, credentialId, emulator } = this.testBed;
		const webhookId = randomUUID();
		const trigger = eventTrigger(webhookId, { events: ['jobCompleted'], downloadBinary: true });
		this.workflows.push(await n8n.addWorkflow(rowOf(webhookId, trigger), credentialId));
		const url = await n8n.untilRegistered(`webhook/${webhookId}/webhook`);
		this.starts.push(async () => {
			const data = {
				job_request_id: randomUUID(),
				status: 'done',
				job_type: 'txt2video',
				result_url: `${emulator.storageUrl}/samples/bytes.wav?size=${RESULT_BYTES}`,
			};
			await emulator.webhooks.deliver(url, 'job.completed', data);
			if (Math.random() < 0.2) await this.forge(url);
		});
	}

	private async forge(url: string): Promise<void> {
		this.forged++;
		await this.testBed.emulator.webhooks.deliver(url, 'job.completed', { job_request_id: randomUUID(), status: 'done' }, 1, {
			'x-deapi-signature': 'sha256=00',
		});
	}

	/** Trouble, now and then; and the last callback once more. */
	private async disturb(): Promise<void> {
		if (Math.random() > (FAULTS_A_SECOND * CHECK_MS) / 1_000) return;
		const { faults, webhooks, jobs } = this.testBed.emulator;
		this.faults++;
		faults.push({ ...FAULTS[Math.floor(Math.random() * FAULTS.length)] });
		const { requestId = '' } = webhooks.deliveries.at(-1) ?? {};
		const job = jobs.all.get(requestId);
		if (job?.status === 'done' && job.webhookUrl) await webhooks.deliver(job.webhookUrl, 'job.completed', jobs.eventData(job));
	}

	private async countUnderWay(): Promise<number> {
		const filter = encodeURIComponent(JSON.stringify({ status: ['new', 'running', 'waiting'] }));
		const { count } = await this.testBed.n8n.rest<{ count: number }>('GET', `/executions?filter=${filter}&limit=1`);
		return count;
	}
}

/** How many there are of each kind, the most first. */
function countBy<T>(list: T[], kindOf: (entry: T) => string): Array<[kind: string, count: number]> {
	const counts = new Map<string, number>();
	for (const entry of list) counts.set(kindOf(entry), (counts.get(kindOf(entry)) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a);
}
