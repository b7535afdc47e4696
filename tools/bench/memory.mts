// How much memory large files cost: the peak of a fresh n8n's resident memory, beside that of the same n8n whose own
// HTTP Request node handles the same file. Binary data is on disk, the emulated deAPI in another process.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mean } from 'simple-statistics';

import { plot } from './plot.mts';
import { Report } from './report.mts';
import { meanDifference } from './statistics.mts';
import type { Difference } from './statistics.mts';

const MEGABYTE = 1_000_000;
/** Beyond n8n's own node, for the same file. */
const ALLOWED_MIB = 12;
/** What a result of more than three times the size may cost beyond the smaller one. */
const ALLOWED_GROWTH_MIB = 16;
const ROUNDS = 5;

interface Pair {
	name: string;
	/** What the node does with the file, and what n8n's HTTP Request node does with it. */
	node: string;
	request: string;
	bytes: number;
}
const download = (name: string, bytes: number): Pair => ({ name: `${name} downloaded`, node: 'download', request: 'fetch', bytes });
const PAIRS: Pair[] = [
	{ name: '50 MB uploaded', node: 'upload', request: 'send', bytes: 50 * MEGABYTE },
	{ name: '50 MB uploaded by URL, HTTP Request: downloaded', node: 'uploadByUrl', request: 'fetchByUrl', bytes: 50 * MEGABYTE },
	{ name: '86 MB transcribed in pieces, HTTP Request: uploaded', node: 'pieces', request: 'sendRecording', bytes: 86.4 * MEGABYTE },
	download('1 KB', 1_000),
	download('300 MB', 300 * MEGABYTE),
	download('1 GB', 1_000 * MEGABYTE),
];

const { version } = JSON.parse(process.env.DEAPI_TEST_N8N!) as { version: string };
const report = new Report('memory', 'Memory for large files', { n8n: version });
const readings = PAIRS.map((pair) => ({ ...pair, ofNode: [] as number[], ofRequest: [] as number[] }));
for (let round = 0; round < ROUNDS; round++) {
	for (const { node, request, bytes, ofNode, ofRequest } of readings) {
		ofNode.push(await peak(node, bytes));
		ofRequest.push(await peak(request, bytes));
	}
}
const measured = readings.map((reading) => ({ ...reading, difference: meanDifference(reading.ofNode, reading.ofRequest) }));

report.say(`Peak resident memory of n8n in MiB, means of ${ROUNDS} runs in turns, each in fresh processes; binary data on disk.`);
report.table(
	['', 'deAPI node', 'HTTP Request node', 'Difference', 'Standard error'],
	measured.map(({ name, ofNode, ofRequest, difference }) => [name, mean(ofNode), mean(ofRequest), difference.more, difference.error]),
);
for (const { name, difference } of measured) check(`${name}, beyond the HTTP Request node`, difference, ALLOWED_MIB);
const downloads = measured.filter(({ node }) => node === 'download');
const [, smaller, larger] = downloads;
check(`${larger.name}, beyond ${smaller.name}`, meanDifference(larger.ofNode, smaller.ofNode), ALLOWED_GROWTH_MIB);
report.plot(
	'memory',
	'Peak memory by the size of the file',
	plot({ name: 'MB' }, [
		{
			title: 'Peak memory of n8n, by the size of the result',
			unit: 'MiB',
			lines: [
				{ name: 'deAPI node', points: downloads.map(({ bytes, ofNode }) => [bytes / MEGABYTE, mean(ofNode)]) },
				{ name: 'HTTP Request node', points: downloads.map(({ bytes, ofRequest }) => [bytes / MEGABYTE, mean(ofRequest)]) },
			],
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
