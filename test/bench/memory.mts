// How much memory large files cost: the peak of a fresh n8n's resident memory, over that of the same run with
// 1 KB. Binary data is on disk, the emulated deAPI in another process. Prints medians.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MEGABYTE = 1_000_000;
const SMALL = 1_000;
const ALLOWED_MIB = 48;
/** What a file of more than three times the size may cost beyond that: nothing but the noise of such readings. */
const NOISE_MIB = 16;
const ROUNDS = 3;
const CASES: Array<[name: string, what: 'upload' | 'download', bytes: number, allowed: number]> = [
	['upload of 60 MB', 'upload', 60 * MEGABYTE, ALLOWED_MIB],
	['result of 300 MB', 'download', 300 * MEGABYTE, ALLOWED_MIB],
	['result of 1 GB', 'download', 1_000 * MEGABYTE, ALLOWED_MIB + NOISE_MIB],
];

const n8n = JSON.parse(process.env.DEAPI_TEST_N8N!) as { version: string };
const small = { upload: await peak('upload', SMALL), download: await peak('download', SMALL) };
let failed = 0;

console.log(`\nn8n ${n8n.version}, peak resident memory in MiB, medians of ${ROUNDS} runs, each in fresh processes\n`);
console.log('| Case | With 1 KB | With the file | More | Allowed | Passed |');
console.log('|---|---|---|---|---|---|');
for (const [name, what, bytes, allowed] of CASES) {
	const [less, more] = [small[what], await peak(what, bytes)];
	const isGood = more - less <= allowed;
	if (!isGood) failed++;
	console.log(`| ${name} | ${less.toFixed(0)} | ${more.toFixed(0)} | ${(more - less).toFixed(0)} | ${allowed} | ${isGood ? 'yes' : 'no'} |`);
}
process.exit(failed === 0 ? 0 : 1);

async function peak(what: string, bytes: number): Promise<number> {
	const peaks: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'peak.mts'), what, String(bytes)]);
		peaks.push(Number(stdout.trim().split('\n').at(-1)));
	}
	return peaks.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}
