// How fast callbacks are answered, and what lies between a callback and the output, beside n8n's own nodes with
// the same signed events: Wait, resumed by a webhook, and Webhook.
import { setTimeout as delay } from 'node:timers/promises';
import { mean, median, quantile } from 'simple-statistics';

import { fileOf } from '../../test/support/emulator/results.mts';
import { Callers, KINDS, NAMES } from './callers.mts';
import type { Calls, Kind, Times } from './callers.mts';
import { plot } from './plot.mts';
import { openBench } from './testBed.mts';
import { quantileDifference, standardError } from './statistics.mts';
import type { Difference } from './statistics.mts';

const SIZES: Array<[name: string, bytes: number]> = [
	['1 KB', 1_000],
	['100 MB', 100_000_000],
];
const ROUNDS = 100;
/** A node that no callback wakes within two minutes looks at its job itself: no more wait at a time than are called by then. */
const ROUNDS_OF_A_GROUP = 10;
const AT_ONCE = 50;
const ROUNDS_AT_ONCE = 20;
const ALLOWED_ANSWER_MS = 20;
const ALLOWED_OUTPUT_MS = 50;
/** A machine that is so restless that it hides more than this has to be measured again. */
const ALLOWED_SHARE = 1.15;
const MEDIAN = { label: 'median', share: 0.5 };
const P95 = { label: 'p95', share: 0.95 };
const P99 = { label: 'p99', share: 0.99 };
const SHARES = Array.from({ length: 50 }, (_, index) => (index + 1) / 50);

const { testBed, report } = await openBench('overhead', 'Answers to callbacks, and the way to the output');
const callers = new Callers(testBed);
const rows: Array<Array<string | number>> = [];
const differences: Array<Array<string | number>> = [];

try {
	for (const [size, bytes] of SIZES) {
		serve(bytes);
		const all = await oneByOne(bytes);
		const what = `alone, ${size}`;
		note(what, all);
		for (const kind of ['deapi', 'trigger'] as const) compareAnswers(what, kind, all[kind].answers, all.wait.answers);
		if (bytes > 1_000) continue;
		const more = median(all.deapi.outputs) - median(all.wait.outputs);
		report.check(`${NAMES.deapi}, ${what}: output beyond that of the ${NAMES.wait}, median`, more, ALLOWED_OUTPUT_MS, 'ms');
	}
	const rounds = await together();
	const all = { wait: pool(rounds.wait), deapi: pool(rounds.deapi) };
	const what = `${AT_ONCE} at once, 1 KB`;
	note(what, all);
	compareRounds(what, rounds);
	report.check(
		`${NAMES.deapi}, ${what}: answer against that of the ${NAMES.wait}, median`,
		median(all.deapi.answers) / median(all.wait.answers),
		ALLOWED_SHARE,
		'×',
	);
	draw(all);
	report.say(
		`Milliseconds from the callback's departure; results of 1 KB and 100 MB; in turns. Alone: ${ROUNDS} of each size. At once: ${AT_ONCE}, ${ROUNDS_AT_ONCE} times. The output is there when the next node starts; with a large result, it has been downloaded by then.`,
	);
	report.say(
		`The ${NAMES.webhook} stands beside the ${NAMES.trigger} and is not what that is held against: n8n spares it the start of its expression engine, and the trigger writes an event down before it answers, so that no repetition starts the workflow again.`,
	);
	report.table(['Callbacks', 'Node', 'Answer, median', 'p99', 'Output, median', 'p99'], rows);
	report.say(
		`Alone, one answer in a hundred of any node meets a collection of n8n's garbage. From one round of ${AT_ONCE} to the next, the whole machine is faster or slower by a fifth. What a node takes longer than the ${NAMES.wait} (at once: in the same round, on average), negative where it is faster, is known to about two standard errors:`,
	);
	report.table(['Answers', '', 'Difference, ms', 'Standard error, ms'], differences);
} finally {
	await testBed.close();
}
report.finish();

/** Results of this size from now on. */
function serve(bytes: number): void {
	const result = fileOf(Buffer.alloc(bytes), 'mp4');
	testBed.emulator.jobs.resultOf = () => result;
}

async function oneByOne(bytes: number): Promise<Record<Kind, Times>> {
	const groups: Times[][] = [];
	for (let group = 0; group < ROUNDS / ROUNDS_OF_A_GROUP; group++) groups.push(await oneGroup(bytes));
	return Object.fromEntries(KINDS.map((kind, index) => [kind, pool(groups.map((times) => times[index]))])) as Record<Kind, Times>;
}

/** Every kind by turns, in their order, with a pause in which n8n does what an answer has started. */
async function oneGroup(bytes: number): Promise<Times[]> {
	const all: Calls[] = [];
	for (const kind of KINDS) all.push(await callers.prepare(kind, ROUNDS_OF_A_GROUP + 1, bytes));
	// The first call is a warm-up.
	for (let round = 0; round <= ROUNDS_OF_A_GROUP; round++) {
		for (const calls of all) {
			await calls.send(round);
			await delay(400 + calls.pause);
		}
	}
	return await Promise.all(all.map(async (calls) => await calls.times(1)));
}

type Waiting = 'wait' | 'deapi';

/** Only executions that wait for a callback, since many of those end at once. */
async function together(): Promise<Record<Waiting, Times[]>> {
	serve(1_000);
	const rounds: Record<Waiting, Times[]> = { wait: [], deapi: [] };
	// The first round is a warm-up.
	for (let round = 0; round <= ROUNDS_AT_ONCE; round++) {
		const turns: Waiting[] = round % 2 === 0 ? ['wait', 'deapi'] : ['deapi', 'wait'];
		for (const kind of turns) {
			const calls = await callers.prepare(kind, AT_ONCE, 1_000);
			await Promise.all(Array.from({ length: AT_ONCE }, async (_, call) => await calls.send(call)));
			await delay(3_000);
			const times = await calls.times(0);
			if (round > 0) rounds[kind].push(times);
		}
	}
	return rounds;
}

/** One round against the one next to it: the machine's pace changes less between those. */
function compareRounds(what: string, rounds: Record<Waiting, Times[]>): void {
	for (const { label, share } of [MEDIAN, P99]) {
		const more = rounds.deapi.map(({ answers }, round) => quantile(answers, share) - quantile(rounds.wait[round].answers, share));
		compareUncertain(`${NAMES.deapi}, ${what}`, label, { more: mean(more), error: standardError(more) });
	}
}

function pool(rounds: Times[]): Times {
	return { answers: rounds.flatMap(({ answers }) => answers), outputs: rounds.flatMap(({ outputs }) => outputs) };
}

function draw(all: Record<Waiting, Times>): void {
	const lines = (pick: (times: Times) => number[]) =>
		(['wait', 'deapi'] as const).map((kind) => ({
			name: NAMES[kind],
			points: SHARES.map((share): [number, number] => [share * 100, quantile(pick(all[kind]), share)]),
		}));
	report.plot(
		'overhead',
		`${AT_ONCE} callbacks at once`,
		plot({ name: '% of the callbacks' }, [
			{ title: `Answered, ${AT_ONCE} at once`, unit: 'milliseconds', lines: lines(({ answers }) => answers) },
			{ title: `Put out, ${AT_ONCE} at once`, unit: 'milliseconds', lines: lines(({ outputs }) => outputs) },
		]),
	);
}

function note(what: string, all: Partial<Record<Kind, Times>>): void {
	for (const [kind, { answers, outputs }] of Object.entries(all)) {
		rows.push([what, NAMES[kind as Kind], ...[answers, outputs].flatMap((figures) => [median(figures), quantile(figures, P99.share)])]);
	}
}

/** One answer in a hundred meets a collection of n8n's garbage, so that the p99 is known to a standard error only. */
function compareAnswers(what: string, kind: Kind, ours: number[], wait: number[]): void {
	const who = `${NAMES[kind]}, ${what}`;
	for (const { label, share } of [MEDIAN, P95]) {
		report.check(beyond(who, label), quantile(ours, share) - quantile(wait, share), ALLOWED_ANSWER_MS, 'ms');
	}
	compareUncertain(who, P99.label, quantileDifference(ours, wait, P99.share));
}

function compareUncertain(who: string, label: string, { more, error }: Difference): void {
	differences.push([who, label, more, error]);
	report.check(`${beyond(who, label)}, less two standard errors`, more - 2 * error, ALLOWED_ANSWER_MS, 'ms');
}

function beyond(who: string, label: string): string {
	return `${who}: answer beyond that of the ${NAMES.wait}, ${label}`;
}
