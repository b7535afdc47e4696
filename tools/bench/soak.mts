// Half an hour of mixed jobs with faults, at the highest rate that this machine sustains: does anything grow, is
// anything left behind?
import { setTimeout as delay } from 'node:timers/promises';
import { median } from 'simple-statistics';

import { openInside } from './inside.mts';
import { Load } from './load.mts';
import { plot } from './plot.mts';
import { memory, openFiles } from './processes.mts';
import { freePort } from '../../test/support/harness/freePort.mts';
import { openBench } from './testBed.mts';

const MINUTES = Number(process.argv[2] ?? 30);
const WARM_UP_MINUTES = Math.min(5, MINUTES / 3);
const MINUTE = 60_000;
/** How many executions to have under way, until more of them bring no more. */
const LADDER = [5, 10, 20, 40];
const LADDER_SECONDS = 20;
const WORTHWHILE = 1.1;
/** Beyond Wait Timeout, and the minute in which n8n notices it. */
const PATIENCE = 6 * MINUTE;
const ALLOWED_GROWTH = 1.1;
/** Connections that are kept open for the next request come and go. */
const ALLOWED_HANDLES = 20;

interface State {
	/** Of live objects, after garbage collection, in MiB. */
	heap: number;
	handles: number;
	files: number;
}
interface Sample extends State {
	minute: number;
	/** In MiB. */
	resident: number;
}

const inspectorPort = await freePort();
const { testBed, report } = await openBench('soak', `${MINUTES} minutes of mixed jobs`, {
	NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}`,
	// As those have it who run many: what went well is deleted at once, files included.
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
});
try {
	const inside = await openInside(inspectorPort);
	const load = await Load.prepare(testBed);
	const look = async () => ({ ...(await inside.look()), files: openFiles(testBed.n8n.pid) });
	const idle = await look();
	const inFlight = await climb(load);
	const samples: Sample[] = [];
	const startedAt = Date.now();
	const before = load.started;
	while (Date.now() < startedAt + MINUTES * MINUTE) {
		await load.keep(inFlight, MINUTE);
		const minute = Math.round((Date.now() - startedAt) / MINUTE);
		samples.push({ minute, ...(await look()), resident: memory(testBed.n8n.pid) });
		console.log(JSON.stringify({ ...samples.at(-1), started: load.started, ...load.counts() }));
	}
	const rate = (load.started - before) / ((Date.now() - startedAt) / MINUTE);
	const left = await load.drain(PATIENCE);
	// Until connections that nobody uses any more are closed.
	await delay(MINUTE);
	const end = await look();
	await inside.close();
	await write(load, { inFlight, rate, left, samples, idle, end });
} finally {
	await testBed.close();
}
report.finish();

/** How many executions at a time get the most of them done. */
async function climb(load: Load): Promise<number> {
	let [best, most] = [LADDER[0], 0];
	for (const inFlight of LADDER) {
		const before = load.ended;
		await load.keep(inFlight, LADDER_SECONDS * 1_000);
		const ended = load.ended - before;
		console.log(`${inFlight} at a time: ${(ended / LADDER_SECONDS).toFixed(1)} a second`);
		if (ended < most * WORTHWHILE) break;
		[best, most] = [inFlight, ended];
	}
	return best;
}

interface Outcome {
	inFlight: number;
	/** Executions a minute. */
	rate: number;
	/** Executions that were still running or waiting after the drain. */
	left: number;
	samples: Sample[];
	/** Before the load, and after it. */
	idle: State;
	end: State;
}

async function write(load: Load, { inFlight, rate, left, samples, idle, end }: Outcome): Promise<void> {
	const counts = load.counts();
	const { messages, lost, doubled } = await load.outcome();
	report.say(`${inFlight} executions at a time, since more did not get more done. ${load.mix}`);
	report.table(
		['Executions', 'a minute', 'Jobs', 'Deliveries', 'forged', 'Slowest answer, ms', 'Faults'],
		[[load.started, rate, counts.jobs, counts.deliveries, counts.forged, counts.slowestAnswer, counts.faults]],
	);
	report.say('How n8n answered the deliveries; 409 is said of an execution that is not parked yet, or not any more:');
	report.table(['Event: status', 'Deliveries'], counts.answered);
	report.say('Executions that ended with an error; of the others, n8n keeps nothing:');
	report.table(['Message', 'Executions'], messages);
	const points = (pick: (sample: Sample) => number) => samples.map((sample): [number, number] => [sample.minute, pick(sample)]);
	report.plot(
		'soak',
		'Memory and handles by the minute',
		plot({ name: 'minutes' }, [
			{
				title: 'Memory of n8n',
				unit: 'MiB',
				lines: [
					{ name: 'resident', points: points(({ resident }) => resident) },
					{ name: 'live objects', points: points(({ heap }) => heap) },
				],
			},
			{
				title: 'Handles of n8n',
				unit: 'number',
				lines: [
					{ name: 'active resources', points: points(({ handles }) => handles) },
					{ name: 'open files', points: points(({ files }) => files) },
				],
			},
		]),
	);
	const steady = samples.filter(({ minute }) => minute > WARM_UP_MINUTES);
	const [first, last] = [steady.slice(0, steady.length / 3), steady.slice(-steady.length / 3)];
	const growth = (pick: (sample: Sample) => number) => median(last.map(pick)) / median(first.map(pick));
	const period = `the last third against the first, after ${WARM_UP_MINUTES} minutes`;
	report.check(
		`Live objects, ${period}`,
		growth(({ heap }) => heap),
		ALLOWED_GROWTH,
		'×',
	);
	report.check(
		`Resident memory, ${period}`,
		growth(({ resident }) => resident),
		ALLOWED_GROWTH,
		'×',
	);
	report.check(
		`Handles, ${period}`,
		growth(({ handles }) => handles),
		ALLOWED_GROWTH,
		'×',
	);
	report.check('Handles at the end, beyond those before the load', end.handles - idle.handles, ALLOWED_HANDLES);
	report.check('Open files at the end, beyond those before the load', end.files - idle.files, ALLOWED_HANDLES);
	report.check('Executions that still run or wait at the end', left, 0);
	report.check('Jobs that are done, that nobody asked for, and that no error names', lost, 0);
	report.check('Times that deAPI would have switched off the webhooks of the account', counts.switchedOff, 0);
	report.check('Prompts that were paid for twice', doubled, 0);
}
