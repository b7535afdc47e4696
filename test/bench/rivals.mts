// The node, waiting by webhook and polling, against the loop of HTTP Request, If and Wait that the vendor's guide
// to n8n describes: in turns, on one n8n, with one emulated deAPI.
import { setTimeout as delay } from 'node:timers/promises';

import { fileOf } from '../emulator/results.mts';
import { many, small } from '../faults/play.mts';
import { splitPrompts, workflowOf } from '../harness/workflows.mts';
import { httpLoop, LAST_OF_LOOP } from './httpLoop.mts';
import { plot } from './plot.mts';
import { forgetPeak, memory, peakMemory } from './processes.mts';
import { openBench } from './stage.mts';
import { median } from './statistics.mts';

const COUNTS = [1, 10, 100];
const SIZES: Array<[name: string, bytes: number]> = [['100 KB', 100_000], ['10 MB', 10_000_000]];
const ROUNDS = 5;
const JOB_SECONDS = 3;
const RIVALS = {
	webhook: { name: 'deAPI node, webhook', nodes: 1 },
	polling: { name: 'deAPI node, polling', nodes: 1 },
	loop: { name: 'HTTP Request loop', nodes: 5 },
} as const;

type Rival = keyof typeof RIVALS;
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
	size: string;
	cost: Cost;
}

const { world, report, close } = await openBench('rivals', 'Against a loop of HTTP Request nodes');
const { emulator, n8n, credentialId } = world;
emulator.jobs.duration = JOB_SECONDS * 1_000;
const bearer = await n8n.rest<{ id: string }>('POST', '/credentials', { name: 'deAPI', type: 'httpBearerAuth', data: { token: world.apiKey } });
let runs = 0;

try {
	for (const rival of Object.keys(RIVALS) as Rival[]) await play(rival, 1);
	const cases: Case[] = [];
	for (const [size, bytes] of SIZES) {
		const result = fileOf(Buffer.alloc(bytes), 'png');
		emulator.jobs.resultOf = () => result;
		for (const count of COUNTS) {
			const costs: Record<Rival, Cost[]> = { webhook: [], polling: [], loop: [] };
			for (let round = 0; round < ROUNDS; round++) {
				for (const rival of Object.keys(RIVALS) as Rival[]) costs[rival].push(await play(rival, count));
			}
			for (const rival of Object.keys(RIVALS) as Rival[]) cases.push({ rival, count, size, cost: medians(costs[rival]) });
		}
	}
	write(cases);
} finally {
	await close();
}
report.finish();

async function play(rival: Rival, count: number): Promise<Cost> {
	const path = `rivals-${++runs}`;
	const workflow = rival === 'loop' ? httpLoop(path, emulator.url, bearer.id) : workflowOf(path, splitPrompts, small({ waitMode: rival }));
	const id = await n8n.addWorkflow(workflow, credentialId);
	const before = emulator.requests.length;
	const used = memory(n8n.pid);
	forgetPeak(n8n.pid);
	const startedAt = Date.now();
	await n8n.trigger(path, { prompts: many(count, path) });
	// Looking makes work for n8n, too.
	await delay(JOB_SECONDS * 1_000);
	const [{ id: executionId, stoppedAt, data }] = await n8n.untilExecutions(id, ['success', 'error'], 1, 600_000);
	const peak = peakMemory(n8n.pid) - used;
	const outputs = data.resultData.runData[rival === 'loop' ? LAST_OF_LOOP : 'Generate'] ?? [];
	const files = outputs.flatMap((output) => output.data?.main[0] ?? []).filter(({ binary }) => binary);
	if (files.length !== count) throw new Error(`${rival}: ${files.length} of ${count} items have a file`);
	await n8n.rest('POST', '/executions/delete', { ids: [executionId] });
	const requests = emulator.requests.slice(before);
	const looks = requests.filter(({ path: to }) => to.startsWith('/request-status')).map(({ at }) => at);
	return {
		seconds: (Date.parse(stoppedAt) - startedAt) / 1_000,
		calls: requests.length,
		looksAMinute: Math.max(...looks.map((at) => looks.filter((other) => other >= at && other < at + 60_000).length)),
		peak,
	};
}

function medians(rounds: Cost[]): Cost {
	const of = (pick: (cost: Cost) => number) => median(rounds.map(pick));
	return { seconds: of(({ seconds }) => seconds), calls: of(({ calls }) => calls), looksAMinute: of(({ looksAMinute }) => looksAMinute), peak: of(({ peak }) => peak) };
}

function write(cases: Case[]): void {
	const find = (rival: Rival, count: number, size: string) => cases.find((one) => one.rival === rival && one.count === count && one.size === size)!.cost;
	report.say(
		`Jobs of ${JOB_SECONDS} s that all run at the same time, and none fails: a failed one makes the loop go on for ever. The loop waits ${JOB_SECONDS} s before it looks again, as the guide has it. Medians of ${ROUNDS} runs, in turns; × is against the loop.`,
	);
	report.table(
		['Files', 'Items', '', 'Nodes', 'Seconds', '×', 'API calls', '×', 'Most status calls in a minute', 'Peak memory above the start, MiB', '×'],
		cases.map(({ rival, count, size, cost }) => {
			const loop = find('loop', count, size);
			return [
				size, count, RIVALS[rival].name, RIVALS[rival].nodes, cost.seconds, cost.seconds / loop.seconds, cost.calls,
				cost.calls / loop.calls, cost.looksAMinute, cost.peak, cost.peak / loop.peak,
			];
		}),
	);
	for (const [name, unit, pick] of [['seconds', 'seconds', (cost: Cost) => cost.seconds], ['calls', 'API calls', (cost: Cost) => cost.calls]] as const) {
		const panels = SIZES.map(([size]) => ({
			title: `Files of ${size}`,
			unit,
			lines: (Object.keys(RIVALS) as Rival[]).map((rival) => ({
				name: RIVALS[rival].name,
				points: COUNTS.map((count): [number, number] => [count, pick(find(rival, count, size))]),
			})),
		}));
		report.plot(`rivals-${name}`, `${unit} by the number of items`, plot({ name: 'items', isLogarithmic: true }, panels));
	}
	for (const [size] of SIZES) {
		for (const count of COUNTS) {
			const [ours, loop] = [find('webhook', count, size), find('loop', count, size)];
			report.check(`Time by webhook against the loop, ${count} × ${size}`, ours.seconds / loop.seconds, 1, '×');
			report.check(`API calls by webhook against the loop, ${count} × ${size}`, ours.calls / loop.calls, 1, '×');
		}
	}
}
