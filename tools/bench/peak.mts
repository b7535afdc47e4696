// Prints the peak of a fresh n8n's resident memory in MiB, over one run: node peak.mts <what> <bytes>
import { Client } from '../../test/support/emulator/client.mts';
import { longRecording } from '../../test/support/emulator/recordings.mts';
import { fileOf } from '../../test/support/emulator/results.mts';
import { sampleBytes } from '../../test/support/emulator/samples.mts';
import { fetchFile, workflowOf } from '../../test/support/harness/workflows.mts';
import type { NodeSpec } from '../../test/support/harness/workflows.mts';
import type { TestBed } from '../../test/support/harness/testBed.mts';
import { peakMemory } from './processes.mts';
import { openBenchTestBed } from './testBed.mts';

/** Bytes of a minute of MP3, at 128 kbit/s. */
const MINUTE = 960_000;
/** In bytes: docs/api.md#files. */
const LARGEST_PIECE = 20_000_000;
const MODEL = 'WhisperLargeV3Ct2';
const TRANSCRIBE = { resource: 'audio', operation: 'transcribe' };

const [what, bytes] = process.argv.slice(2);
const size = Number(bytes);
const testBed = await openBenchTestBed();
const { emulator, apiKey } = testBed;
emulator.jobs.duration = 300;
emulator.takesAnySize = true;
const fetch = fetchFile(`${emulator.storageUrl}/samples/bytes.mp4?size=${size}`);
const film = { size, mimeType: 'video/mp4', read: () => sampleBytes('mp4', size) };
const address = emulator.web.serve('film.mp4', { content: film });
const runs: Record<string, () => Promise<void>> = {
	upload,
	send: async () => await send('send', fetch),
	download,
	fetch: async () => await storeFile(workflowOf('fetch', fetch)),
	uploadByUrl,
	fetchByUrl: async () => await storeFile(workflowOf('fetch-by-url', fetchFile(address))),
	pieces,
	sendRecording: async () => await send('send-recording', await fetchRecording()),
};
await runs[what]();
console.log(peakMemory(testBed.n8n.pid));
await testBed.close();

/** A file from n8n's binary store goes to the API. */
async function upload(): Promise<void> {
	await transcribe('upload', {}, fetch);
}

/** A file goes from its address to the API. */
async function uploadByUrl(): Promise<void> {
	await transcribe('upload-by-url', { source: 'url', audioUrl: address });
}

async function transcribe(name: string, source: Record<string, string>, ...before: NodeSpec[]): Promise<void> {
	const parameters = { ...TRANSCRIBE, includeTimestamps: false, ...source };
	const { error, paid } = await testBed.runWorkflow(workflowOf(name, ...before, { name: 'Transcribe', parameters }));
	if (error || paid[0].files[0]?.size !== size) throw new Error(`The upload failed: ${JSON.stringify(error)}`);
}

/** n8n's own node sends the same request, and waits for nothing. */
async function send(name: string, fetched: NodeSpec): Promise<void> {
	const fields = { model: MODEL, include_ts: 'false' };
	const request = {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${emulator.url}/api/v2/audio/transcriptions`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${apiKey}` }] },
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					...Object.entries(fields).map(([name, value]) => ({ name, value })),
					{ parameterType: 'formBinaryData', name: 'source_file', inputDataFieldName: 'data' },
				],
			},
		},
	};
	const { error, paid } = await testBed.runWorkflow(workflowOf(name, fetched, request));
	if (error || !paid[0].files[0]) throw new Error(`The upload failed: ${JSON.stringify(error)}`);
}

async function fetchRecording(): Promise<NodeSpec> {
	const { content } = await longRecording({ minutes: size / MINUTE });
	return fetchFile(emulator.web.serve('recording.mp3', { content }));
}

/** A recording from n8n's binary store goes to the API in pieces, and their transcripts become one. */
async function pieces(): Promise<void> {
	const parameters = { ...TRANSCRIBE, model: MODEL, options: { wordTimestamps: true, subtitles: ['srt', 'vtt'] } };
	const { error, paid } = await testBed.runWorkflow(workflowOf('pieces', await fetchRecording(), { name: 'Transcribe', parameters }));
	const count = Math.ceil(size / LARGEST_PIECE);
	if (error || paid.length !== count) throw new Error(`${paid.length} of ${count} pieces were sent: ${JSON.stringify(error)}`);
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

async function storeFile(workflow: Parameters<TestBed['runWorkflow']>[0]): Promise<void> {
	const { error, items } = await testBed.runWorkflow(workflow);
	if (error || !items[0].binary) throw new Error(`The download failed: ${JSON.stringify(error)}`);
}
