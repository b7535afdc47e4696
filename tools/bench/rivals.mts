// The node, waiting by webhook and polling, against the loop of HTTP Request, If and Wait that the vendor's guide
// to n8n describes: in turns, on one n8n, with one emulated deAPI.
import { fileOf } from '../../test/support/emulator/results.mts';
import { small } from '../../test/faults/runs.mts';
import { splitPrompts, workflowOf } from '../../test/support/harness/workflows.mts';
import { httpLoop, LAST_OF_LOOP } from './httpLoop.mts';
import { measure } from './measure.mts';
import { plot } from './plot.mts';
import { openBench } from './testBed.mts';
import { medians } from './statistics.mts';

const COUNTS = [1, 10, 100];
const ROUNDS = 5;
/** In seconds. The loop waits three before it looks again: jobs of exactly that length are its best case. */
const [SHORTEST, LONGEST] = [2, 5];
const SETTINGS = [
	{ name: 'jobs of 2 to 5 s, 100 KB', bytes: 100_000, isMixed: true },
	{ name: 'jobs of 2 to 5 s, 5 MB', bytes: 5_000_000, isMixed: true },
	{ name: 'jobs of 3 s, 100 KB', bytes: 100_000, isMixed: false },
];
const RIVALS = {
	webhook: { name: 'deAPI node, webhook', nodes: 1 },
	polling: { name: 'deAPI node, polling', nodes: 1 },
	loop: { name: 'HTTP Request loop', nodes: 5 },
} as const;
/** By how much medians of the same thing differ from one time to the next. */
const NOISE = 1.05;

type Rival = keyof typeof RIVALS;
const rivals = Object.keys(RIVALS) as Rival[];
type Setting = (typeof SETTINGS)[number];
interface Cost {
	seconds: number;
	calls: number;
	/** The most status calls within a minute. */
	looksAMinute: number;
	/** In MiB, above what n8n had before. */
	peak: number;
}
interface Case {
	rival: Rival;
	count: number;
	setting: Setting;
	cost: Cost;
}

const { testBed, report } = await openBench('rivals', 'Against a loop of HTTP Request nodes');
const { emulator, n8n } = testBed;
const bearer = await n8n.rest<{ id: string }>('POST', '/credentials', {
	name: 'deAPI',
	type: 'httpBearerAuth',
	data: { token: testBed.apiKey },
});
let runs = 0;

try {
	for (const rival of rivals) await costOf(rival, 1, SETTINGS[0], 0);
	const cases: Case[] = [];
	for (const setting of SETTINGS) {
		for (const count of COUNTS) {
			const costs: Record<Rival, Cost[]> = { webhook: [], polling: [], loop: [] };
			for (let round = 0; round < ROUNDS; round++) {
				for (const rival of rivals) costs[rival].push(await costOf(rival, count, setting, round));
			}
			for (const rival of rivals) cases.push({ rival, count, setting, cost: medians(costs[rival]) });
		}
	}
	write(cases);
} finally {
	await testBed.close();
}
report.finish();

async function costOf(rival: Rival, count: number, { bytes, isMixed }: Setting, round: number): Promise<Cost> {
	const path = `rivals-${++runs}`;
	const prompts = Array.from({ length: count }, (_, index) => `${path}, length ${isMixed ? mixedLength(index, count, round) : 3}`);
	emulator.jobs.planFor = ({ prompt }) => ({ duration: Number(String(prompt).split(' ').at(-1)) * 1_000 });
	const result = fileOf(Buffer.alloc(bytes), 'png');
	emulator.jobs.resultOf = () => result;
	const [workflow, last] =
		rival === 'loop'
			? [httpLoop(path, emulator.url, bearer.id), LAST_OF_LOOP]
			: [workflowOf(path, splitPrompts, small({ waitMode: rival })), 'Generate'];
	const { seconds, peak, requests, looks } = await measure(testBed, workflow, prompts, { last, quiet: LONGEST * 1_000 });
	const inMinute = (from: number) => looks.filter((at) => at >= from && at < from + 60_000).length;
	return { seconds, peak, calls: requests.length, looksAMinute: Math.max(...looks.map(inMinute)) };
}

/** Evenly spread over the items of a run, in no order, or over the runs where there is one item. */
function mixedLength(index: number, count: number, round: number): number {
	const share = count === 1 ? round / (ROUNDS - 1) : ((index * 37 + round * 13) % count) / (count - 1);
	return SHORTEST + share * (LONGEST - SHORTEST);
}

function write(cases: Case[]): void {
	const find = (rival: Rival, count: number, setting: Setting) =>
		cases.find((one) => one.rival === rival && one.count === count && one.setting === setting)!.cost;
	report.say(
		`All jobs run at the same time, and none fails: a failed one makes the loop go on for ever. The loop looks at once, then every 3 s, as the guide has it: jobs of exactly 3 s are its best case, since no time is lost between their end and its next look. With one of those, the node is as slow as n8n is in resuming an execution. Medians of ${ROUNDS} runs, in turns; × is against the loop.`,
	);
	report.table(
		['', 'Items', '', 'Nodes', 'Seconds', '×', 'API calls', '×', 'Most status calls in a minute', 'Peak memory above the start, MiB', '×'],
		cases.map(({ rival, count, setting, cost }) => {
			const loop = find('loop', count, setting);
			return [
				setting.name,
				count,
				RIVALS[rival].name,
				RIVALS[rival].nodes,
				cost.seconds,
				cost.seconds / loop.seconds,
				cost.calls,
				cost.calls / loop.calls,
				cost.looksAMinute,
				cost.peak,
				cost.peak / loop.peak,
			];
		}),
	);
	for (const [name, unit, pick] of [
		['seconds', 'seconds', (cost: Cost) => cost.seconds],
		['calls', 'API calls', (cost: Cost) => cost.calls],
	] as const) {
		const panels = SETTINGS.map((setting) => ({
			title: setting.name,
			unit,
			lines: rivals.map((rival) => ({
				name: RIVALS[rival].name,
				points: COUNTS.map((count): [number, number] => [count, pick(find(rival, count, setting))]),
			})),
		}));
		report.plot(`rivals-${name}`, `${unit} by the number of items`, plot({ name: 'items', isLogarithmic: true }, panels));
	}
	for (const setting of SETTINGS) {
		for (const count of COUNTS) {
			const [ours, loop] = [find('webhook', count, setting), find('loop', count, setting)];
			report.check(`Time by webhook against the loop, ${count} × ${setting.name}`, ours.seconds / loop.seconds, NOISE, '×');
			report.check(`API calls by webhook against the loop, ${count} × ${setting.name}`, ours.calls / loop.calls, 1, '×');
		}
	}
}
