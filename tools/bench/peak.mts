// Prints the peak of a fresh n8n's resident memory in MiB, over one run: node peak.mts upload|download|fetch <bytes>
import { Client } from '../../test/support/emulator/client.mts';
import { fileOf } from '../../test/support/emulator/results.mts';
import { fetchFile, workflowOf } from '../../test/support/harness/workflows.mts';
import type { TestBed } from '../../test/support/harness/testBed.mts';
import { peakMemory } from './processes.mts';
import { openBenchTestBed } from './testBed.mts';

const [what, bytes] = process.argv.slice(2);
const size = Number(bytes);
const testBed = await openBenchTestBed();
const { emulator, apiKey } = testBed;
emulator.jobs.duration = 300;
const fetch = fetchFile(`${emulator.storageUrl}/samples/bytes.wav?size=${size}`);
const runs: Record<string, () => Promise<void>> = { upload, download, fetch: downloadWithHttpRequest };
await runs[what]();
console.log(peakMemory(testBed.n8n.pid));
await testBed.close();

/** A file from n8n's binary store goes to the API. */
async function upload(): Promise<void> {
	const transcribe = { name: 'Transcribe', parameters: { resource: 'audio', operation: 'transcribe', includeTimestamps: false } };
	const { error, paid } = await testBed.runWorkflow(workflowOf('upload', fetch, transcribe));
	if (error || paid[0].files[0].size !== size) throw new Error(`The upload failed: ${JSON.stringify(error)}`);
}

/** A result comes into n8n's binary store. */
async function download(): Promise<void> {
	const picture = { prompt: 'a cat', model: 'Flux1schnell', width: 256, height: 256, seed: 1, steps: 4 };
	const { requestId } = await new Client(emulator, { authorization: `Bearer ${apiKey}` }).finish('POST /images/generations', {
		fields: picture,
	});
	emulator.jobs.all.get(requestId)!.result = fileOf(Buffer.alloc(size), 'mp4');
	const getResult = { name: 'Get Result', parameters: { resource: 'job', operation: 'getResult', requestId } };
	await storeFile(workflowOf('download', getResult));
}

/** The same with n8n's HTTP Request node. */
async function downloadWithHttpRequest(): Promise<void> {
	await storeFile(workflowOf('fetch', fetch));
}

async function storeFile(workflow: Parameters<TestBed['runWorkflow']>[0]): Promise<void> {
	const { error, items } = await testBed.runWorkflow(workflow);
	if (error || !items[0].binary) throw new Error(`The download failed: ${JSON.stringify(error)}`);
}
