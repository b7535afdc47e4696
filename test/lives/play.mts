import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

import { ErrorReporter, ExecuteContext } from 'n8n-core';
import type { IRunExecutionData } from 'n8n-workflow';
import { parse } from 'flatted';

import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { realTiming } from '../../nodes/shared/util/timing.ts';
import { signedEvent } from '../support/harness/events.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';
import { Clock } from './clock.mts';
import { FakeDeapi } from './deapi.mts';
import type { AcceptedJob } from './deapi.mts';
import type { Event, Interruption, Life } from './life.mts';
import { Person, SEEDS_APART } from './person.mts';
import type { Request, Response } from './transport.mts';

const START = Date.parse('2026-11-26T12:00:00Z');
/** In minutes after the end of the job: docs/api.md#deliveries. */
const ATTEMPTS = [0, 1, 3, 8, 18, 48];
/** n8n calls a node that often in one life at most; more of them never end. */
const MOST_LEGS = 40;
/** In milliseconds of the tests' own time: a life takes some ten. */
const LONGEST = 30_000;

/** What holds at the moment of a request. */
export interface Moment {
	/** From one call of n8n to the next: a leg ends when the execution parks, ends, or dies. */
	leg: number;
	execution: number;
	versions: number[][];
	editions: number[][];
	/** How many results each item has, or pieces. */
	results: number[];
	submitsAgain: boolean;
	enhances: boolean;
	estimates: boolean;
	isStopped: boolean;
}

/** A life that was played, for the rules to judge. */
export interface Played {
	life: Life;
	person: Person;
	api: FakeDeapi<Moment>;
	status: string;
	data: IRunExecutionData;
	/** All that outputs and errors have shown so far. */
	seen: string;
	/** What n8n's log has. */
	log: string;
	legs: number;
	/** Those that n8n has died in: it knows nothing of what was done there. */
	killed: Set<number>;
	/** What was wrong on the way. */
	faults: string[];
}

let contexts = ExecuteContext.prototype;
while (!Object.hasOwn(contexts, 'logger')) contexts = Object.getPrototypeOf(contexts);

let playing: Player | undefined;

/** Whatever sends a request, takes time or logs a line does it in the life that is being played. */
export function listen(): void {
	const log = (line: string) => playing?.log(line);
	const silent = () => undefined;
	const logger = { debug: silent, info: log, warn: log, error: log };
	// No mocks: they remember every call.
	Object.assign(realTiming, {
		now: () => playing!.clock.now(),
		sleep: async (ms: number, signal?: AbortSignal) => await playing!.clock.sleep(ms, signal),
	});
	// Seeds that are drawn tell the variations that begin with them apart, too.
	crypto.randomInt = ((max: number) => Math.floor((Math.random() * max) / SEEDS_APART) * SEEDS_APART) as typeof crypto.randomInt;
	syncBuiltinESMExports();
	Object.defineProperty(contexts, 'logger', { get: () => logger });
	ErrorReporter.prototype.error = silent;
	Error.stackTraceLimit = 0;
}

export async function serveLife(request: Request): Promise<Response> {
	return await playing!.api.serve(request);
}

export async function play(life: Life): Promise<Played> {
	forgetCatalog();
	playing = new Player(life);
	let timer: NodeJS.Timeout | undefined;
	const tooLong = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error(`Still waits after ${LONGEST} ms for something that does not come`)), LONGEST);
	});
	try {
		return await Promise.race([playing.play(), tooLong]);
	} finally {
		clearTimeout(timer);
	}
}

class Player {
	readonly clock = new Clock(START);
	readonly api: FakeDeapi<Moment>;
	private readonly life: Life;
	private readonly person: Person;
	private readonly run: WorkflowRun;
	private readonly lines: string[] = [];
	private readonly seen: string[] = [];
	private readonly faults: string[] = [];
	private readonly killed = new Set<number>();
	private legs = 0;
	private execution = 0;
	private isStopped = false;
	/** When the last leg ended. */
	private since = 0;

	constructor(life: Life) {
		this.life = life;
		this.person = new Person(life);
		this.api = new FakeDeapi(life, this.clock, () => this.moment());
		this.api.isDead = () => this.killed.has(this.legs);
		const { onError, maxTries, executeOnce, alwaysOutputData, runs } = life;
		this.run = new WorkflowRun({
			items: life.items.map(({ error, budget }, i) => ({
				json: { i, input: true, budget: budget as never, ...(error !== undefined && { error: error as never }) },
			})),
			parameters: this.person.parameters,
			runs,
			node: { onError, executeOnce, alwaysOutputData, ...(maxTries && { retryOnFail: true, maxTries, waitBetweenTries: 1 }) },
		});
	}

	log(line: string): void {
		if (!this.killed.has(this.legs)) this.lines.push(line);
	}

	async play(): Promise<Played> {
		const events = [...this.life.events];
		await this.leg('start', this.life.interrupted, async () => void (await this.run.start()));
		while (this.legs < MOST_LEGS && !this.api.isOverwhelmed && this.faults.length === 0) {
			const { status } = this.run.saved;
			const when = status === 'waiting' ? 'waiting' : status === 'error' || status === 'crashed' ? 'failed' : 'over';
			if (when === 'over') break;
			const next = events.findIndex((event) => event.when === when);
			const event = next === -1 ? this.usual(when) : events[next];
			events.splice(0, next === -1 ? events.length : next + 1);
			if (!event) break;
			await this.happen(event);
		}
		await this.callBackLate();
		const { status } = this.run.saved;
		return {
			life: this.life,
			person: this.person,
			api: this.api,
			status,
			data: this.stored(),
			seen: this.seen.join('\n'),
			log: this.lines.join('\n'),
			legs: this.legs,
			killed: this.killed,
			faults: this.faults,
		};
	}

	/** What happens where the life says nothing more. */
	private usual(when: 'waiting' | 'failed'): Event | undefined {
		return when === 'waiting' ? { when, what: 'callback', times: 1, late: 0 } : undefined;
	}

	private async happen(event: Event): Promise<void> {
		const { api, run } = this;
		if (event.when === 'failed') return await this.retry(event);
		if (event.what === 'stopped') {
			this.isStopped = true;
			api.note('── stopped while it waits');
			return run.stop();
		}
		if (event.what === 'callback') return await this.callBack(event);
		if (event.what === 'timer') return await this.timeOut(event.interrupted);
		await this.callBackInVain(event.what);
	}

	private async retry(event: Extract<Event, { when: 'failed' }>): Promise<void> {
		const { run, person } = this;
		this.execution++;
		if (event.what === 'retry, edited') person.edit(event);
		const how = event.what === 'retry, edited' ? `${event.what}: ${event.edit} ${event.item} ${event.results}` : event.what;
		const saved = event.what === 'retry, original workflow' ? undefined : person.parameters;
		await this.leg(how, event.interrupted, async () => await run.retryByHand(saved));
	}

	/** The event that the node waits for. If it never comes, or too late, n8n's timer is first. */
	private async callBack({ times, late, interrupted }: Extract<Event, { what: 'callback' }>): Promise<void> {
		const { run, clock } = this;
		const caller = this.caller();
		if (!caller) {
			this.faults.push('parked, though no job has its callback');
			return await this.timeOut(interrupted);
		}
		// While the node ran, n8n has refused it.
		const at = ATTEMPTS.map((minutes) => caller.endsAt + minutes * 60_000).find((attempt) => attempt >= this.since) ?? Infinity;
		if (at + late * 1000 >= this.waitTill()) return await this.timeOut(interrupted);
		clock.advanceTo(at + late * 1000);
		await this.leg(`${times === 2 ? 'two callbacks at once' : 'callback'} of ${caller.id}`, interrupted, async () => {
			const deliveries = Array.from({ length: times }, async () => await run.callBack(this.ending(caller)));
			const answers = await Promise.all(deliveries);
			const resumed = answers.filter((answer) => answer.resumed);
			if (resumed.length !== 1) this.faults.push(`the callback that it waits for has woken it ${resumed.length} times`);
			if (resumed.some(({ status }) => status !== 200)) this.faults.push(`a callback that woke it was answered ${resumed[0].status}`);
		});
	}

	/** Events that must wake nothing. */
	private async callBackInVain(what: 'job begins' | 'event of another job' | 'event of an unknown job'): Promise<void> {
		const { api, run, clock } = this;
		const caller = this.caller();
		const ended = api.jobs.filter((job) => job !== caller && job.endsAt <= clock.now());
		const [other] = ended.slice(-1);
		if ((what === 'job begins' && !caller) || (what === 'event of another job' && !other)) return;
		const event =
			what === 'job begins'
				? signedEvent('job.processing', caller!.id, { at: clock.now(), secret: caller!.secret })
				: what === 'event of another job'
					? this.ending(other)
					: signedEvent('job.completed', 'nobodys', { at: clock.now() });
		api.note(`── ${what}`);
		const { resumed, status } = await run.callBack(event);
		// A job that carried a callback before was signed for by another secret.
		const expected = what === 'event of another job' && other.secret ? 401 : 200;
		if (resumed || status !== expected) this.faults.push(`${what}: ${resumed ? 'woken' : `answered ${status}`}`);
	}

	private async timeOut(interrupted?: Interruption): Promise<void> {
		this.clock.advanceTo(this.waitTill());
		await this.leg('the wait ends', interrupted, async () => await this.run.timeOut());
	}

	/** Once the execution is over, nothing wakes it. */
	private async callBackLate(): Promise<void> {
		const caller = this.api.jobs.findLast(({ callsBack, endsAt }) => callsBack && endsAt < Infinity);
		if (!caller || this.run.saved.status === 'waiting' || this.run.saved.status === 'crashed') return;
		this.clock.advanceTo(caller.endsAt);
		const { resumed } = await this.run.callBack(this.ending(caller));
		if (resumed) this.faults.push('a callback has woken an execution that is over');
	}

	private ending({ id, plan, secret }: AcceptedJob) {
		return signedEvent(plan.ends === 'done' ? 'job.completed' : 'job.failed', id, { at: this.clock.now(), secret });
	}

	/** The job whose end the node waits for: the last one that the node knows of and that has a callback. */
	private caller(): AcceptedJob | undefined {
		const known = this.api.paid.flatMap(({ job, stamp }) => (job?.callsBack && !this.killed.has(stamp.leg) ? [job] : []));
		return known.at(-1);
	}

	private async leg(what: string, interrupted: Interruption | undefined, act: () => Promise<void>): Promise<void> {
		const { api, run } = this;
		const leg = ++this.legs;
		api.note(`── ${what}`);
		let requests = 0;
		api.onRequest = () => {
			if (this.killed.has(leg)) throw Object.assign(new Error('dead'), { code: 'ECONNREFUSED' });
			if (++requests !== interrupted?.at) return;
			api.note(`── ${interrupted.what}`);
			if (interrupted.what === 'stopped') {
				this.isStopped = true;
				return run.stop();
			}
			this.killed.add(leg);
			run.die();
			throw Object.assign(new Error('dead'), { code: 'ECONNREFUSED' });
		};
		await act();
		// Requests that were on their way when it ended.
		await this.clock.settled();
		this.since = this.clock.now();
		const { status } = run.saved;
		api.note(`── ${status}`);
		if (status !== 'waiting' && status !== 'crashed') this.seen.push(JSON.stringify(this.stored().resultData));
		if (status === 'error') this.faults.push(...this.unnamed());
	}

	/** Jobs that may still come to something, and that a person who reads the errors does not learn of. */
	private unnamed(): string[] {
		const { api, person, killed } = this;
		const seen = this.seen.join('\n');
		return api.paid.flatMap(({ job, parts, stamp }) => {
			const isMeant = job && !api.hasFailed(job) && !killed.has(stamp.leg);
			const isCurrent = parts.some(({ item, piece }) => stamp.editions[item][piece] === person.editions[item][piece]);
			return isMeant && isCurrent && !seen.includes(job.id) ? [`no error names ${job.id}`] : [];
		});
	}

	private moment(): Moment {
		const { person } = this;
		return {
			leg: this.legs,
			execution: this.execution,
			versions: structuredClone(person.versions),
			editions: structuredClone(person.editions),
			results: [...person.results],
			submitsAgain: person.submitsAgain,
			enhances: person.enhances,
			estimates: person.estimates,
			isStopped: this.isStopped,
		};
	}

	private waitTill(): number {
		return new Date(this.stored().waitTill!).getTime();
	}

	private stored(): IRunExecutionData {
		return parse(this.run.saved.flatted);
	}
}
