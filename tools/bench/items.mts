// What many items in one execution cost, with jobs that deAPI runs all at the same time.
import { linearRegression, linearRegressionLine } from 'simple-statistics';

import { fileOf } from '../../test/support/emulator/results.mts';
import { many, small } from '../../test/faults/runs.mts';
import { splitPrompts, workflowOf } from '../../test/support/harness/workflows.mts';
import { measure } from './measure.mts';
import { plot } from './plot.mts';
import { openBench } from './testBed.mts';
import { medians } from './statistics.mts';

const COUNTS = [10, 30, 100, 200, 300, 600, 1_000];
const ROUNDS = 5;
const JOB_SECONDS = 5;
const RESULT_BYTES = 100_000;
/** In how much longer than the jobs and their submission a run has to end. */
const ALLOWED_FACTOR = 1.5;
/** How far the largest run may lie above the straight line through the smaller ones. */
const ALLOWED_GROWTH = 1.3;

interface Cost {
	seconds: number;
	submitting: number;
	/** Status calls for each job. */
	looks: number;
	processor: number;
	/** In MiB, above what n8n had before. */
	peak: number;
}

const { testBed, report } = await openBench('items', 'Many items in one execution');
const { emulator } = testBed;
// What n8n makes of so many: Premium's 300 calls a minute would spread those of 1,000 items over minutes.
emulator.plan = 'boundless';
emulator.jobs.duration = JOB_SECONDS * 1_000;
const result = fileOf(Buffer.alloc(RESULT_BYTES), 'png');
emulator.jobs.resultOf = () => result;
let runs = 0;

try {
	await costOf(COUNTS[0]);
	const rounds = new Map(COUNTS.map((count) => [count, [] as Cost[]]));
	for (let round = 0; round < ROUNDS; round++) {
		for (const [count, costs] of rounds) costs.push(await costOf(count));
	}
	write(new Map([...rounds].map(([count, costs]) => [count, medians(costs)])));
} finally {
	await testBed.close();
}
report.finish();

async function costOf(count: number): Promise<Cost> {
	const path = `items-${++runs}`;
	const workflow = workflowOf(path, splitPrompts, small({ waitMode: 'webhook' }));
	const { seconds, processor, peak, requests, looks } = await measure(testBed, workflow, many(count, path), {
		last: 'Generate',
		quiet: JOB_SECONDS * 1_000,
	});
	const submissions = requests.filter(({ path: to }) => to === '/images/generations').map(({ at }) => at);
	return {
		seconds,
		processor,
		peak,
		submitting: (Math.max(...submissions) - Math.min(...submissions)) / 1_000,
		looks: looks.length / count,
	};
}

function write(costs: Map<number, Cost>): void {
	report.say(
		`Jobs of ${JOB_SECONDS} s that all run at the same time, results of ${RESULT_BYTES / 1_000} KB, *Wait Mode* Webhook, *Concurrency* 5 as by default, and no limit of calls that would be reached: on Premium, 300 calls a minute spread 1,000 items over minutes, whatever calls. Medians of ${ROUNDS} runs, in turns.`,
	);
	report.table(
		['Items', 'Seconds', 'of these submitting', 'Status calls for a job', 'Processor time of n8n, s', 'Peak memory above the start, MiB'],
		[...costs].map(([count, { seconds, submitting, looks, processor, peak }]) => [
			count.toLocaleString('en'),
			seconds,
			submitting,
			looks,
			processor,
			peak,
		]),
	);
	const points = (pick: (cost: Cost) => number) => [...costs].map(([count, cost]): [number, number] => [count, pick(cost)]);
	report.plot(
		'items',
		'Time and processor time by the number of items',
		plot({ name: 'items' }, [
			{
				title: 'Time of the run',
				unit: 'seconds',
				lines: [
					{ name: 'whole run', points: points(({ seconds }) => seconds) },
					{ name: 'submitting', points: points(({ submitting }) => submitting) },
				],
			},
			{ title: 'Processor time of n8n', unit: 'seconds', lines: [{ name: 'processor', points: points(({ processor }) => processor) }] },
		]),
	);
	const { seconds, submitting } = costs.get(200)!;
	report.check('200 items, against the length of a job and the submission', seconds / (JOB_SECONDS + submitting), ALLOWED_FACTOR, '×');
	report.check('Status calls for a job, at any number of items', Math.max(...[...costs.values()].map(({ looks }) => looks)), 2);
	for (const [what, pick] of [
		['Seconds', (cost: Cost) => cost.seconds],
		['Processor time', (cost: Cost) => cost.processor],
	] as const) {
		const smaller = points(pick);
		const [count, cost] = smaller.pop()!;
		const expected = linearRegressionLine(linearRegression(smaller))(count);
		report.check(
			`${what} of ${count.toLocaleString('en')} items, against the straight line through the smaller runs`,
			cost / expected,
			ALLOWED_GROWTH,
			'×',
		);
	}
}
