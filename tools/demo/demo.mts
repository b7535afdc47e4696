import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PNG } from 'pngjs';

import type { Execution } from '../../test/support/harness/execution.mts';
import type { InstalledN8n } from '../../test/support/harness/n8n.mts';
import { openTestBed, packTarball, ROOT } from '../../test/support/harness/testBed.mts';
import { untilTold } from '../untilTold.mts';

const KEEP = process.argv.includes('--keep');
const REQUEST = { prompt: 'A lighthouse at dusk, watercolor', width: 1024, height: 768 };
const PROGRESS_INTERVAL = 5_000;

const startedAt = performance.now();

function say(text: string): void {
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
	console.log(`${seconds} s  ${text}`);
}

/** Says every few seconds that something still goes on. */
async function patiently<T>(what: string, work: Promise<T>): Promise<T> {
	const timer = setInterval(() => say(`… still ${what}`), PROGRESS_INTERVAL);
	return await work.finally(() => clearInterval(timer));
}

const packed = await mkdtemp(join(tmpdir(), 'deapi-pack-'));
const n8nInCache = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n | null;
if (!n8nInCache) throw new Error('Start this with "npm run demo".');

say('packing the package, and installing the tarball into a new n8n as a community package');
const tarball = await packTarball(packed);
say(`starting n8n ${n8nInCache.version} and the deAPI emulator, both over HTTPS`);
const { n8n, emulator, credentialId, close } = await patiently('starting', openTestBed({ n8n: n8nInCache, tarball }));

try {
	say(`n8n is ready at ${n8n.url}, the emulated deAPI at ${emulator.url}`);
	emulator.jobs.duration = 3_000;
	const example = JSON.parse(await readFile(join(ROOT, 'examples/generate-image.json'), 'utf8'));
	const workflow = await n8n.addWorkflow(example, credentialId);
	say('imported a deAPI credential and examples/generate-image.json, and published the workflow');

	await n8n.trigger('generate-image', REQUEST);
	say(`called its webhook: ${JSON.stringify(REQUEST)}`);
	const parked = await patiently('submitting', n8n.untilExecution(workflow, ['waiting', 'success', 'error']));
	const [job] = emulator.jobs.all.values();
	if (parked.status !== 'waiting') throw new Error(`The execution was not parked: ${failureOf(parked)}`);
	say(`execution ${parked.id} is parked (status "waiting"); deAPI works on job ${job.requestId}`);

	const done = await patiently('waiting for the callback', n8n.untilExecution(workflow, ['success', 'error']));
	if (done.status !== 'success') throw new Error(`The execution failed: ${failureOf(done)}`);
	for (const { event, status, answerMs } of emulator.webhooks.deliveries) {
		say(`callback ${event}: n8n answered ${status} after ${answerMs.toFixed(0)} ms`);
	}
	say(`execution ${done.id} was resumed and ended with "${done.status}"`);

	const [item] = done.data.resultData.runData['Generate Image'][0].data!.main[0]!;
	const file = item.binary!.data;
	const content = await n8n.binary(file.id);
	const { width, height } = PNG.sync.read(content);
	say(`the item holds ${file.fileName} (${file.mimeType}, ${width} × ${height}), made by ${item.json.model} with seed ${item.json.seed}`);
	if (width !== REQUEST.width || height !== REQUEST.height) throw new Error('The picture has another size than was asked for');

	await mkdir(join(ROOT, 'demo-output'), { recursive: true });
	const path = join(ROOT, 'demo-output', file.fileName);
	await writeFile(path, content);
	if (KEEP) await keepRunning();
	console.log(`\n${relative(process.cwd(), path)}`);
} finally {
	await close();
	await rm(packed, { recursive: true, force: true });
}

function failureOf({ data }: Execution): string {
	const { error } = data.resultData;
	return error ? `${error.message}. ${error.description ?? ''}` : 'no reason given';
}

async function keepRunning(): Promise<void> {
	console.log(`
n8n keeps running: ${n8n.url}
  e-mail     ${n8n.owner.email}
  password   ${n8n.owner.password}
The certificate is made for this demo, so your browser will ask. Press Ctrl+C to stop.`);
	await untilTold();
}
