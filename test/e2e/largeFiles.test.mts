import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { sampleBytes } from '../support/emulator/samples.mts';
import type { BytesFormat } from '../support/emulator/samples.mts';
import { fetchFile, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	testBed.emulator.jobs.duration = 300;
});
afterAll(async () => await testBed?.close());

interface LargestFile {
	parameters: Record<string, string>;
	format: BytesFormat;
	kilobytes: number;
	/** What the API calls the file, and what our node calls it. */
	field: string;
	label: string;
	/** What our node says with a byte more, where it does not leave that to the API. */
	refusal?: string;
}

/** The largest files that the API takes: docs/api.md#files. No song of 20 MB is as short as a film made of it has to be. */
const LARGEST: Record<string, LargestFile> = {
	'a transcription': {
		parameters: { resource: 'audio', operation: 'transcribe' },
		format: 'wav',
		kilobytes: 20_480,
		field: 'source_file',
		label: 'Input Data Field Name',
		// There is no sound in most of it.
		refusal: 'is too large for one job, and cannot be cut',
	},
	'a picture to cut out': {
		parameters: { resource: 'image', operation: 'removeBackground' },
		format: 'png',
		kilobytes: 10_240,
		field: 'image',
		label: 'Input Data Field Name',
	},
	'a video to enlarge': {
		parameters: { resource: 'video', operation: 'upscale' },
		format: 'mp4',
		kilobytes: 51_200,
		field: 'video',
		label: 'Input Data Field Name',
	},
};

describe.each(Object.entries(LARGEST))('the file of %s', (name, { parameters, format, kilobytes, field, label, refusal }) => {
	it(`goes through with ${kilobytes} kilobytes`, async () => {
		const size = kilobytes * 1024;
		const { error, items, paid } = await testBed.runWorkflow(sending(`${name} largest`, format, size, parameters));
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.status)).toEqual(['done']);
		expect(paid).toHaveLength(1);
		expect(paid[0].files).toEqual([expect.objectContaining({ field, size, sha256: await hashOf(format, size) })]);
	});

	it('is refused with a byte more, in the words of the API or in ours', async () => {
		const before = testBed.emulator.jobs.all.size;
		const { error, paid } = await testBed.runWorkflow(sending(`${name} too large`, format, kilobytes * 1024 + 1, parameters));
		expect(`${error?.message}\n${error?.description}`).toContain(
			refusal ?? `"${label}": The ${field.replace('_', ' ')} field must not be greater than ${kilobytes} kilobytes.`,
		);
		expect(paid.flatMap(({ files }) => files.map(({ size }) => size))).toEqual(refusal ? [] : [kilobytes * 1024 + 1]);
		expect(testBed.emulator.jobs.all.size).toBe(before);
	});
});

/** A workflow that downloads a file and hands it to deAPI. */
function sending(name: string, format: BytesFormat, size: number, parameters: Record<string, string>) {
	const url = `${testBed.emulator.storageUrl}/samples/bytes.${format}?size=${size}`;
	return workflowOf(name.replaceAll(' ', '-'), fetchFile(url), { parameters });
}

async function hashOf(format: BytesFormat, size: number): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of sampleBytes(format, size)) hash.update(chunk);
	return hash.digest('hex');
}
