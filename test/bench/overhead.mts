// How fast callbacks are answered, and what lies between a callback and the output, beside n8n's own nodes with
// the same signed events: Wait, resumed by a webhook, for the node, and Webhook for the trigger.
import { setTimeout as delay } from 'node:timers/promises';

import { fileOf } from '../emulator/results.mts';
import { Callers, NAMES, PAIRS } from './callers.mts';
import type { Kind, Times } from './callers.mts';
import { plot } from './plot.mts';
import { openBench } from './stage.mts';
import { median, quantile } from './statistics.mts';

const SIZES: Array<[name: string, bytes: number, rounds: number]> = [['1 KB', 1_000, 100], ['100 MB', 100_000_000, 20]];
const AT_ONCE = 50;
const ROUNDS_AT_ONCE = 5;
const ALLOWED_ANSWER_MS = 20;
const ALLOWED_OUTPUT_MS = 50;
/** 20 ms more where the Webhook node takes 32, as it does here when nothing else is going on. */
const ALLOWED_TRIGGER_SHARE = 1.62;
const SHARES = Array.from({ length: 50 }, (_, index) => (index + 1) / 50);

const { world, report } = await openBench('overhead', 'Answers to callbacks, and the way to the output');
const callers = new Callers(world);
const rows: Array<Array<string | number>> = [];

try {
	for (const [size, bytes, rounds] of SIZES) {
		const result = fileOf(Buffer.alloc(bytes), 'mp4');
		world.emulator.jobs.resultOf = () => result;
		for (const pair of PAIRS) compare(`alone, ${size}`, pair, await oneByOne(pair, rounds, bytes));
	}
	await together();
	report.say(`Milliseconds from the callback's departure; results of 1 KB and 100 MB; in turns. Alone: ${SIZES.map(([size, , rounds]) => `${rounds} each of ${size}`).join(', ')}. At once: ${AT_ONCE}, ${ROUNDS_AT_ONCE} times. The output is there when the next node starts; with a large result, it has been downloaded by then.`);
	report.table(['Callbacks', 'Node', 'Answer, median', 'p99', 'Output, median', 'p99'], rows);
} finally {
	await world.close();
}
report.finish();

/** Both of a pair by turns, with a pause in which n8n does what an answer has started. */
async function oneByOne(pair: readonly Kind[], rounds: number, bytes: number): Promise<Times[]> {
	const both = [];
	for (const kind of pair) both.push(await callers.prepare(kind, rounds + 1, bytes));
	// The first call is a warm-up.
	for (let round = 0; round <= rounds; round++) {
		for (const calls of both) {
			await calls.send(round);
			await delay(400 + calls.pause);
		}
	}
	return await Promise.all(both.map(async (calls) => await calls.times(1)));
}

async function together(): Promise<void> {
	const result = fileOf(Buffer.alloc(1_000), 'mp4');
	world.emulator.jobs.resultOf = () => result;
	const [pair] = PAIRS;
	const all: Times[] = pair.map(() => ({ answers: [], outputs: [] }));
	for (let round = 0; round <= ROUNDS_AT_ONCE; round++) {
		for (const [index, kind] of pair.entries()) {
			const calls = await callers.prepare(kind, AT_ONCE, 1_000);
			await Promise.all(Array.from({ length: AT_ONCE }, async (_, call) => await calls.send(call)));
			await delay(3_000);
			const { answers, outputs } = await calls.times(0);
			if (round === 0) continue;
			all[index].answers.push(...answers);
			all[index].outputs.push(...outputs);
		}
	}
	compare(`${AT_ONCE} at once, 1 KB`, pair, all);
	const lines = (pick: (times: Times) => number[]) =>
		pair.map((kind, index) => ({ name: NAMES[kind], points: SHARES.map((share): [number, number] => [share * 100, quantile(pick(all[index]), share)]) }));
	report.plot('overhead', `${AT_ONCE} callbacks at once`, plot({ name: '% of the callbacks' }, [
		{ title: `Answered, ${AT_ONCE} at once`, unit: 'milliseconds', lines: lines(({ answers }) => answers) },
		{ title: `Put out, ${AT_ONCE} at once`, unit: 'milliseconds', lines: lines(({ outputs }) => outputs) },
	]));
}

function compare(what: string, pair: readonly Kind[], both: Times[]): void {
	for (const [index, { answers, outputs }] of both.entries()) {
		rows.push([what, NAMES[pair[index]], ...[answers, outputs].flatMap((figures) => [median(figures), quantile(figures, 0.99)])]);
	}
	const [plain, ours] = both;
	const more = (pick: (times: Times) => number[], share: number) => quantile(pick(ours), share) - quantile(pick(plain), share);
	const name = NAMES[pair[1]];
	const plainName = NAMES[pair[0]];
	if (pair[1] === 'trigger') {
		// It reads its secret once a minute, which its p99 shows.
		report.check(`${name}, ${what}: answer against that of the ${plainName}, median`, median(ours.answers) / median(plain.answers), ALLOWED_TRIGGER_SHARE, '×');
		return;
	}
	for (const [label, share] of [['median', 0.5], ['p99', 0.99]] as const) {
		report.check(`${name}, ${what}: answer beyond that of the ${plainName}, ${label}`, more(({ answers }) => answers, share), ALLOWED_ANSWER_MS, 'ms');
	}
	if (what === 'alone, 1 KB') {
		report.check(`${name}, ${what}: output beyond that of the ${plainName}, median`, more(({ outputs }) => outputs, 0.5), ALLOWED_OUTPUT_MS, 'ms');
	}
}
