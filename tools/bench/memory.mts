// How much memory large files cost: the peak of a fresh n8n's resident memory, over that of the same run with
// a small one. Binary data is on disk, the emulated deAPI in another process.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mean } from 'simple-statistics';

import { plot } from './plot.mts';
import { Report } from './report.mts';
import { meanDifference } from './statistics.mts';
import type { Difference } from './statistics.mts';

type What = 'upload' | 'download' | 'fetch' | 'uploadByUrl' | 'fetchByUrl' | 'pieces';

const MEGABYTE = 1_000_000;
/** A recording is a small one where it takes one job. */
const SMALL: Record<What, number> = {
	upload: 1_000,
	download: 1_000,
	fetch: 1_000,
	uploadByUrl: 1_000,
	fetchByUrl: 1_000,
	pieces: MEGABYTE,
};
const ALLOWED_MIB = 48;
/** What a file by URL may cost beyond n8n's own download of it, where that alone costs more. */
const ALLOWED_BESIDE_FETCH_MIB = 12;
/** What a file of more than three times the size may cost beyond that. */
const ALLOWED_GROWTH_MIB = 16;
const ROUNDS = 5;
const CASES: Array<{ name: string; what: What; bytes: number }> = [
	{ name: 'Upload of 50 MB', what: 'upload', bytes: 50 * MEGABYTE },
	{ name: 'Result of 300 MB', what: 'download', bytes: 300 * MEGABYTE },
	{ name: 'Result of 1 GB', what: 'download', bytes: 1_000 * MEGABYTE },
	{ name: 'HTTP Request node, 300 MB', what: 'fetch', bytes: 300 * MEGABYTE },
	{ name: 'HTTP Request node, 1 GB', what: 'fetch', bytes: 1_000 * MEGABYTE },
	{ name: 'Upload of 50 MB by URL', what: 'uploadByUrl', bytes: 50 * MEGABYTE },
	{ name: 'HTTP Request node, the same 50 MB', what: 'fetchByUrl', bytes: 50 * MEGABYTE },
	{ name: 'Transcription of 86 MB in pieces', what: 'pieces', bytes: 86.4 * MEGABYTE },
];
const LINES: Array<[name: string, what: What]> = [
	['deAPI node', 'download'],
	['HTTP Request node', 'fetch'],
];

const { version } = JSON.parse(process.env.DEAPI_TEST_N8N!) as { version: string };
const report = new Report('memory', 'Memory for large files', { n8n: version });
const readings = CASES.map(() => [] as number[]);
const smallReadings: Record<What, number[]> = { upload: [], download: [], fetch: [], uploadByUrl: [], fetchByUrl: [], pieces: [] };
for (let round = 0; round < ROUNDS; round++) {
	for (const [what, bytes] of Object.entries(SMALL)) smallReadings[what as What].push(await peak(what, bytes));
	for (const [index, { what, bytes }] of CASES.entries()) readings[index].push(await peak(what, bytes));
}
const measured = CASES.map((given, index) => {
	const [small, large] = [smallReadings[given.what], readings[index]];
	return { ...given, small, large, difference: meanDifference(large, small) };
});
const [upload, result, largeResult, fetched, , byUrl, fetchedByUrl, inPieces] = measured;
const ofBytes = measured.filter((each) => each !== inPieces);

report.say(`Peak resident memory of n8n in MiB, means of ${ROUNDS} runs in turns, each in fresh processes; binary data on disk.`);
for (const [smallFile, all] of [
	['1 KB', ofBytes],
	['1 MB', [inPieces]],
] as const) {
	report.table(
		['', `With ${smallFile}`, 'With the file', 'More', 'Standard error'],
		all.map(({ name, small, large, difference }) => [name, mean(small), mean(large), difference.more, difference.error]),
	);
}
for (const { name, difference } of [upload, result]) check(`${name}, beyond the same run with 1 KB`, difference, ALLOWED_MIB);
report.table(
	['50 MB by URL, beyond the same run with 1 KB, in MiB', byUrl.name, fetchedByUrl.name, 'Difference', 'Standard error'],
	[
		[
			'',
			byUrl.difference.more,
			fetchedByUrl.difference.more,
			byUrl.difference.more - fetchedByUrl.difference.more,
			Math.hypot(byUrl.difference.error, fetchedByUrl.difference.error),
		],
	],
);
check(
	`${byUrl.name}, beyond the same run with 1 KB; or ${ALLOWED_BESIDE_FETCH_MIB} MiB more than the HTTP Request node takes for it`,
	byUrl.difference,
	Math.max(ALLOWED_MIB, fetchedByUrl.difference.more + ALLOWED_BESIDE_FETCH_MIB),
);
check(`${largeResult.name}, beyond ${result.name}`, meanDifference(largeResult.large, result.large), ALLOWED_GROWTH_MIB);
check(`${result.name}, beyond the ${fetched.name}`, meanDifference(result.large, fetched.large), 0);
check(`${inPieces.name}, beyond the same run with 1 MB`, inPieces.difference, ALLOWED_MIB);
report.plot(
	'memory',
	'Peak memory by the size of the file',
	plot({ name: 'MB' }, [
		{
			title: 'Peak memory of n8n, by the file',
			unit: 'MiB',
			lines: LINES.map(([name, kind]) => {
				const ofKind = measured.filter(({ what }) => what === kind);
				return {
					name,
					points: [[0, mean(ofKind[0].small)], ...ofKind.map(({ bytes, large }): [number, number] => [bytes / MEGABYTE, mean(large)])],
				};
			}),
		},
	]),
);
report.finish();

function check(what: string, { more, error }: Difference, allowed: number): void {
	report.check(`${what}, less two standard errors`, more - 2 * error, allowed, 'MiB');
}

async function peak(what: string, bytes: number): Promise<number> {
	const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'peak.mts'), what, String(bytes)]);
	return Number(stdout.trim().split('\n').at(-1));
}
