import { setTimeout as delay } from 'node:timers/promises';

import { small } from '../../faults/runs.mts';
import type { Job } from '../emulator/jobs.mts';
import { fileOf } from '../emulator/results.mts';
import type { Execution } from './execution.mts';
import { disturb } from './liveWeather.mts';
import type { TestBed } from './testBed.mts';
import { getResult, rewired, splitPrompts, to, workflowOf } from './workflows.mts';
import type { NodeSpec } from './workflows.mts';

const BATCH = 5;
const RESULT_BYTES = 50_000;
/** Jobs take one of these, in seconds, for they are to end before, between and after the slow looks. */
const LENGTHS = [1, 2, 3, 5, 8, 13, 22];
const FAILING = 0.1;
/** What prompts begin with whose executions are stopped. */
const STOPPED = 'stop';
const CHECK_MS = 250;
/** How long a trouble lasts, or the calm between two. */
const TROUBLE_MS = [500, 4_000] as const;
const CALLS_A_MINUTE = 300;
const ENDED = ['success', 'error', 'canceled', 'crashed'];

/** Executions that poll with live updates, so that a certain number is always under way, in bad weather. */
export class LiveLoad {
	readonly mix = `One prompt, ${BATCH} prompts whose error output goes on, one that *Don't Wait* submits and *Get Result* fetches, and one whose execution is stopped by hand, in turns; jobs of ${LENGTHS.join(', ')} s, ${FAILING * 100} % of which fail. Every 0.5 to 4 s something else happens to the sockets: one or all are cut off, updates get lost, come twice or too early, those of others and no updates at all come in between, new sockets are refused or left without an answer, or the server says nothing any more.`;
	started = 0;
	/** Executions that were stopped. */
	stopped = 0;
	mostOpen = 0;
	private readonly testBed: TestBed;
	private readonly workflows: Array<{ id: string; start: () => Promise<unknown> }> = [];
	private readonly known: Set<string>;
	private prompts = 0;

	private constructor(testBed: TestBed) {
		this.testBed = testBed;
		this.known = new Set(testBed.emulator.jobs.all.keys());
	}

	static async prepare(testBed: TestBed): Promise<LiveLoad> {
		const load = new LiveLoad(testBed);
		const { emulator } = testBed;
		const result = fileOf(Buffer.alloc(RESULT_BYTES), 'png');
		emulator.jobs.resultOf = () => result;
		emulator.jobs.planFor = ({ prompt }) => ({
			duration: Number(String(prompt).split(' ').at(-1)) * 1_000,
			...(String(prompt).includes('fail') && { outcome: 'error', errorCode: 'WORKER_ERROR', errorMessage: 'A worker broke down' }),
		});
		emulator.enforcesLimits = true;
		const credential = await testBed.addCredential({ clientId: emulator.clientId });
		const one = () => ({ prompt: load.prompt() });
		const polling = { waitMode: 'polling' };
		await load.add('live-one', credential, [small(polling)], one);
		const rescue: NodeSpec = { name: 'Failed', type: 'n8n-nodes-base.noOp' };
		await load.add(
			'live-many',
			credential,
			[splitPrompts, small(polling, { onError: 'continueErrorOutput' }), rescue],
			() => ({ prompts: Array.from({ length: BATCH }, () => load.prompt()) }),
			{ Generate: { main: [[], to('Failed')] } },
		);
		await load.add('live-later', credential, [small({ waitMode: 'dontWait' }), getResult('={{ $json.request_id }}')], one);
		await load.add(
			'live-stopped',
			credential,
			[small(polling)],
			() => ({ prompt: load.prompt(STOPPED) }),
			{},
			async (id) => await load.stopOne(id),
		);
		return load;
	}

	/** For so many milliseconds. */
	async keep(inFlight: number, ms: number): Promise<void> {
		const { live } = this.testBed.emulator;
		const until = Date.now() + ms;
		for (let nextTrouble = 0; Date.now() < until; ) {
			const missing = Math.max(0, inFlight - (await this.underWay()));
			await Promise.all(Array.from({ length: missing }, async () => await this.start()));
			if (Date.now() > nextTrouble) {
				disturb(live);
				const [least, most] = TROUBLE_MS;
				nextTrouble = Date.now() + least + Math.random() * (most - least);
			}
			this.mostOpen = Math.max(this.mostOpen, live.open);
			await delay(CHECK_MS);
		}
		live.calm();
	}

	/** Waits until nothing is under way, and answers how much still is when that takes too long. */
	async drain(patience: number): Promise<number> {
		const until = Date.now() + patience;
		let left = await this.underWay();
		while (left > 0 && Date.now() < until) {
			await delay(1_000);
			left = await this.underWay();
		}
		return left;
	}

	/** What has become of all executions. */
	async outcome() {
		const { emulator } = this.testBed;
		const executions = await this.executions();
		const told = executions.map(({ data }) => JSON.stringify(data.resultData));
		// Of an execution that was stopped, n8n keeps nothing; the node names its jobs in the log.
		const log = this.testBed.n8n.log();
		const isTold = ({ requestId, fields }: Job) =>
			told.some((said) => said.includes(requestId)) || (String(fields.prompt).startsWith(STOPPED) && log.includes(requestId));
		const looks = emulator.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/jobs/')).map(({ at }) => at);
		const endings = executions.map(({ status, data }) => (status === 'error' && data.resultData.error?.message) || status);
		return {
			jobs: this.jobs.length,
			/** Executions by what they say in the end. */
			endings: [...Map.groupBy(endings, (ending) => ending)].map(([ending, all]): [string, number] => [ending, all.length]),
			/** What no item and no error names, nor the log where the execution was stopped. */
			lost: this.jobs.filter((job) => !isTold(job)).map(({ fields, status }) => `${String(fields.prompt)}: ${status}`),
			/** Prompts that were paid for more than once. */
			doubled: this.jobs.length - new Set(this.jobs.map(({ fields }) => fields.prompt)).size,
			looksAJob: looks.length / this.jobs.length,
			looksAMinute: mostInMinute(looks),
			callsAllowed: CALLS_A_MINUTE,
			open: emulator.live.open,
		};
	}

	private get jobs(): Job[] {
		return [...this.testBed.emulator.jobs.all.values()].filter(({ requestId }) => !this.known.has(requestId));
	}

	private async executions(): Promise<Execution[]> {
		const { n8n } = this.testBed;
		const lists = await Promise.all(this.workflows.map(async ({ id }) => await n8n.executions(id, ENDED)));
		const executions: Execution[] = [];
		for (const { id } of lists.flat()) executions.push(await n8n.execution(id));
		return executions;
	}

	private prompt(kind = Math.random() < FAILING ? 'fail' : 'good'): string {
		const length = LENGTHS[Math.floor(Math.random() * LENGTHS.length)];
		return `${kind} ${++this.prompts}, length ${length}`;
	}

	private async start(): Promise<void> {
		await this.workflows[this.started++ % this.workflows.length].start();
	}

	private async add(
		path: string,
		credential: string,
		nodes: NodeSpec[],
		body: () => object,
		connections: object = {},
		afterwards?: (workflowId: string) => Promise<void>,
	): Promise<void> {
		const { n8n } = this.testBed;
		const id = await n8n.addWorkflow(rewired(workflowOf(path, ...nodes), connections), credential);
		const start = async () => {
			await n8n.trigger(path, body());
			await afterwards?.(id);
		};
		this.workflows.push({ id, start });
	}

	/** While its job runs, most of the time. */
	private async stopOne(workflowId: string): Promise<void> {
		await delay(500 + Math.random() * 1_000);
		const [running] = await this.testBed.n8n.executions(workflowId, ['running']);
		if (!running) return;
		// It may end by itself meanwhile, and n8n stops nothing that has ended.
		const [answer] = await Promise.allSettled([this.testBed.n8n.rest('POST', `/executions/${running.id}/stop`, {})]);
		if (answer.status === 'fulfilled') this.stopped++;
	}

	private async underWay(): Promise<number> {
		const filter = encodeURIComponent(JSON.stringify({ status: ['new', 'running', 'waiting'] }));
		const { count } = await this.testBed.n8n.rest<{ count: number }>('GET', `/executions?filter=${filter}&limit=1`);
		return count;
	}
}

/** The most in one of the minutes that the limits know: one begins with the first call after the one before has ended. */
function mostInMinute(times: number[]): number {
	let [most, count, endsAt] = [0, 0, 0];
	for (const at of times) {
		if (at >= endsAt) [count, endsAt] = [0, at + 60_000];
		most = Math.max(most, ++count);
	}
	return most;
}
