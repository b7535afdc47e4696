// Ten minutes of executions with live updates whose sockets are cut off at random: is a job lost, is a socket left open?
import { setTimeout as delay } from 'node:timers/promises';
import { median } from 'simple-statistics';

import { freePort } from '../../test/support/harness/freePort.mts';
import { LiveLoad } from '../../test/support/harness/liveLoad.mts';
import { openInside } from './inside.mts';
import type { Inside } from './inside.mts';
import { plot } from './plot.mts';
import { openFiles } from './processes.mts';
import { openBench } from './testBed.mts';

const MINUTES = Number(process.argv[2] ?? 10);
const SAMPLE_MS = 20_000;
const IN_FLIGHT = 12;
/** Beyond the longest job, and the slowest look for it. */
const PATIENCE = 180_000;
const ALLOWED_GROWTH = 1.1;
/** Connections that are kept open for the next request come and go. */
const ALLOWED_HANDLES = 20;

interface Sample extends Inside {
	minute: number;
	files: number;
	/** Sockets that are open. */
	open: number;
}

const inspectorPort = await freePort();
const { testBed, report } = await openBench('liveSoak', `${MINUTES} minutes of live updates with trouble`, {
	NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}`,
});
try {
	const inside = await openInside(inspectorPort);
	const load = await LiveLoad.prepare(testBed);
	const startedAt = Date.now();
	const look = async (): Promise<Sample> => ({
		minute: (Date.now() - startedAt) / 60_000,
		...(await inside.look()),
		files: openFiles(testBed.n8n.pid),
		open: testBed.emulator.live.open,
	});
	const idle = await look();
	const samples: Sample[] = [];
	while (Date.now() < startedAt + MINUTES * 60_000) {
		await load.keep(IN_FLIGHT, SAMPLE_MS);
		samples.push(await look());
		console.log(JSON.stringify({ ...samples.at(-1), started: load.started, stopped: load.stopped }));
	}
	const left = await load.drain(PATIENCE);
	const open = testBed.emulator.live.open;
	// Until connections that nobody uses any more are closed.
	await delay(60_000);
	const end = await look();
	await inside.close();
	write(load, await load.outcome(), { samples, idle, end, left, open });
} finally {
	await testBed.close();
}
report.finish();

interface States {
	samples: Sample[];
	/** Before the load, and after it. */
	idle: Sample;
	end: Sample;
	/** Executions that were still under way, and sockets that were still open, after the drain. */
	left: number;
	open: number;
}

function write(load: LiveLoad, outcome: Awaited<ReturnType<LiveLoad['outcome']>>, { samples, idle, end, left, open }: States): void {
	report.say(`${IN_FLIGHT} executions at a time. ${load.mix}`);
	report.table(
		['Executions', 'stopped', 'Jobs', 'Sockets opened', 'Most open at a time', 'Status calls for a job', 'Most status calls in a minute'],
		[[load.started, load.stopped, outcome.jobs, testBed.emulator.live.opened, load.mostOpen, outcome.looksAJob, outcome.looksAMinute]],
	);
	report.say('How the executions ended:');
	report.table(['Ending', 'Executions'], outcome.endings);
	const points = (pick: (sample: Sample) => number) => samples.map((sample): [number, number] => [sample.minute, pick(sample)]);
	report.plot(
		'liveSoak',
		'Memory of n8n and open sockets by the minute',
		plot({ name: 'minutes' }, [
			{ title: 'Memory of n8n', unit: 'MiB', lines: [{ name: 'live objects', points: points(({ heap }) => heap) }] },
			{
				title: 'Sockets and handles',
				unit: 'number',
				lines: [
					{ name: 'open sockets', points: points(({ open: count }) => count) },
					{ name: 'active resources', points: points(({ handles }) => handles) },
				],
			},
		]),
	);
	const third = samples.length / 3;
	const [first, last] = [samples.slice(0, third), samples.slice(-third)];
	const growth = median(last.map(({ heap }) => heap)) / median(first.map(({ heap }) => heap));
	report.check('Live objects, the last third against the first', growth, ALLOWED_GROWTH, '×');
	report.check('Handles at the end, beyond those before the load', end.handles - idle.handles, ALLOWED_HANDLES);
	report.check('Open files at the end, beyond those before the load', end.files - idle.files, ALLOWED_HANDLES);
	report.check('Executions that still run or wait at the end', left, 0);
	report.check('Sockets that are open once no execution runs', open, 0);
	if (outcome.lost.length > 0) report.say(`Lost: ${outcome.lost.join('; ')}`);
	report.check('Jobs that no item and no error names', outcome.lost.length, 0);
	report.check('Prompts that were paid for twice', outcome.doubled, 0);
	report.check('Most status calls in a minute of the limits', outcome.looksAMinute, outcome.callsAllowed);
}
