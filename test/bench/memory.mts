// How much memory large files cost: the peak of a fresh n8n's resident memory, over that of the same run with
// 1 KB. Binary data is on disk, the emulated deAPI in another process.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from 'simple-statistics';

import { plot } from './plot.mts';
import { Report } from './report.mts';

type What = 'upload' | 'download' | 'fetch';

const MEGABYTE = 1_000_000;
const SMALL = 1_000;
const ALLOWED_MIB = 48;
/** What a file of more than three times the size may cost beyond that: nothing but the noise of such readings. */
const NOISE_MIB = 16;
const ROUNDS = 5;
const CASES: Array<{ name: string; what: What; bytes: number; allowed?: number }> = [
	{ name: 'Upload of 60 MB', what: 'upload', bytes: 60 * MEGABYTE, allowed: ALLOWED_MIB },
	{ name: 'Result of 300 MB', what: 'download', bytes: 300 * MEGABYTE, allowed: ALLOWED_MIB },
	{ name: 'Result of 1 GB', what: 'download', bytes: 1_000 * MEGABYTE, allowed: ALLOWED_MIB + NOISE_MIB },
	{ name: 'HTTP Request node, 300 MB', what: 'fetch', bytes: 300 * MEGABYTE },
	{ name: 'HTTP Request node, 1 GB', what: 'fetch', bytes: 1_000 * MEGABYTE },
];
const LINES: Array<[name: string, what: What]> = [['deAPI node', 'download'], ['HTTP Request node', 'fetch']];

const { version } = JSON.parse(process.env.DEAPI_TEST_N8N!) as { version: string };
const report = new Report('memory', 'Memory for large files', { n8n: version });
const readings = CASES.map(() => [] as number[]);
const smallReadings: Record<What, number[]> = { upload: [], download: [], fetch: [] };
for (let round = 0; round < ROUNDS; round++) {
	for (const [what, peaks] of Object.entries(smallReadings)) peaks.push(await peak(what, SMALL));
	for (const [index, { what, bytes }] of CASES.entries()) readings[index].push(await peak(what, bytes));
}
const measured = CASES.map(({ name, what, bytes, allowed }, index) => {
	const [small, large] = [median(smallReadings[what]), median(readings[index])];
	return { name, what, bytes, allowed, small, large, more: large - small };
});

report.say(`Peak resident memory of n8n in MiB, medians of ${ROUNDS} runs in turns, each in fresh processes; binary data on disk.`);
report.table(['', 'With 1 KB', 'With the file', 'More'], measured.map(({ name, small, large, more }) => [name, small, large, more]));
for (const { name, more, allowed } of measured) {
	if (allowed !== undefined) report.check(`${name}, beyond the same run with 1 KB`, more, allowed, 'MiB');
}
report.plot('memory', 'Peak memory by the size of the file', plot({ name: 'MB' }, [
	{
		title: 'Peak memory of n8n, by the file',
		unit: 'MiB',
		lines: LINES.map(([name, kind]) => {
			const ofKind = measured.filter(({ what }) => what === kind);
			return { name, points: [[0, ofKind[0].small], ...ofKind.map(({ bytes, large }): [number, number] => [bytes / MEGABYTE, large])] };
		}),
	},
]));
report.finish();

async function peak(what: string, bytes: number): Promise<number> {
	const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'peak.mts'), what, String(bytes)]);
	return Number(stdout.trim().split('\n').at(-1));
}
