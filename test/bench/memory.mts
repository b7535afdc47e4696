// How much memory large files cost: the peak of a fresh n8n's resident memory, over that of the same run with
// 1 KB. Binary data is on disk, the emulated deAPI in another process.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { plot } from './plot.mts';
import { Report } from './report.mts';
import { median } from './statistics.mts';

const MEGABYTE = 1_000_000;
const SMALL = 1_000;
const ALLOWED_MIB = 48;
/** What a file of more than three times the size may cost beyond that: nothing but the noise of such readings. */
const NOISE_MIB = 16;
const ROUNDS = 5;
const CASES: Array<[name: string, what: 'upload' | 'download', bytes: number, allowed: number]> = [
	['Upload of 60 MB', 'upload', 60 * MEGABYTE, ALLOWED_MIB],
	['Result of 300 MB', 'download', 300 * MEGABYTE, ALLOWED_MIB],
	['Result of 1 GB', 'download', 1_000 * MEGABYTE, ALLOWED_MIB + NOISE_MIB],
];

const { version } = JSON.parse(process.env.DEAPI_TEST_N8N!) as { version: string };
const report = new Report('memory', 'Memory for large files', { n8n: version });
const readings = CASES.map(() => [] as number[]);
const smallReadings = { upload: [] as number[], download: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
	for (const what of ['upload', 'download'] as const) smallReadings[what].push(await peak(what, SMALL));
	for (const [index, [, what, bytes]] of CASES.entries()) readings[index].push(await peak(what, bytes));
}
const small = { upload: median(smallReadings.upload), download: median(smallReadings.download) };
const peaks = readings.map(median);

report.say(`Peak resident memory of n8n in MiB, medians of ${ROUNDS} runs in turns, each in fresh processes; binary data on disk.`);
report.table(['', 'With 1 KB', 'With the file', 'More'], CASES.map(([name, what], index) => [name, small[what], peaks[index], peaks[index] - small[what]]));
for (const [index, [name, what, , allowed]] of CASES.entries()) report.check(`${name}, beyond the same run with 1 KB`, peaks[index] - small[what], allowed, 'MiB');
report.plot('memory', 'Peak memory by the size of the result', plot({ name: 'MB' }, [
	{
		title: 'Peak memory of n8n, by the result',
		unit: 'MiB',
		lines: [{ name: 'peak', points: [[0, small.download], ...CASES.flatMap(([, what, bytes], index) => (what === 'download' ? [[bytes / MEGABYTE, peaks[index]] as [number, number]] : []))] }],
	},
]));
report.finish();

async function peak(what: string, bytes: number): Promise<number> {
	const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'peak.mts'), what, String(bytes)]);
	return Number(stdout.trim().split('\n').at(-1));
}
