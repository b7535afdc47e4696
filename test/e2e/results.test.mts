import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { anotherKind, BROKEN, LIES, OTHER_WAYS } from '../support/emulator/lies.mts';
import type { Manner } from '../support/emulator/manners.mts';
import { generate, workflowOf } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { Run, TestBed } from '../support/harness/testBed.mts';

/** A storage that lies and sends clients elsewhere, and a real n8n; `contract/results.test.mts` walks all manners. One that stalls is in the fault table. */
let testBed: TestBed;
let count = 0;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});
afterAll(async () => await testBed?.close());
beforeEach(() => {
	testBed.emulator.calm();
	testBed.emulator.jobs.duration = 300;
});

const SMALL = { ratio: 'custom', width: 256, height: 256 };

/** Makes a picture while the storage behaves in some manner, so many times. */
async function drawWith(manner: Manner, times: number): Promise<Run> {
	testBed.emulator.faults.push({ on: 'GET storage', manner, times });
	return await testBed.runWorkflow(workflowOf(`draw-${count++}`, generate(SMALL)), { prompt: 'a cat' });
}

async function expectPicture({ error, items }: Run): Promise<void> {
	expect(error).toBeUndefined();
	const [item] = items;
	const { files, names } = await testBed.n8n.read(item);
	const { content } = testBed.emulator.jobs.all.get(String(item.json.request_id))!.result!;
	expect(files.data.equals(content)).toBe(true);
	expect([item.binary!.data.mimeType, names.data]).toEqual(['image/png', expect.stringMatching(/^deapi-[\w-]+\.png$/)]);
}

describe('a result', () => {
	it.each([
		['an HTML page under the type of the file', LIES['an HTML page under the type of the file']],
		['nothing, without a length', LIES['nothing, without a length']],
		['packed', OTHER_WAYS.packed],
		['an end in the middle', BROKEN['an end in the middle']],
	])('is the true file where the storage once gives %s', async (_title, manner) => {
		await expectPicture(await drawWith(manner, 1));
	});

	it.each([
		['an XML error', LIES['an XML error']],
		['another kind of file', anotherKind('png')],
	])('is never %s', async (_title, manner) => {
		const { error, execution } = await drawWith(manner, 100);
		const requestId = [...testBed.emulator.jobs.all.keys()].at(-1)!;
		expect(execution.status).toBe('error');
		expect(`${error?.message}\n${error?.description}`).toContain(requestId);
	});

	it.each(['path 302', 'mirror 307'])('is fetched from elsewhere: %s', async (place) => {
		const [to, status] = place.split(' ');
		const { storage } = testBed.emulator;
		const before = { ...storage.asked };
		await expectPicture(await drawWith({ redirect: { status: Number(status), to } }, 1));
		expect(storage.asked.main + storage.asked.mirror - before.main - before.mirror).toBe(2);
	});

	it('is not sought for ever', async () => {
		const before = testBed.emulator.storage.requests;
		const { error } = await drawWith({ redirect: { to: 'loop' } }, 100);
		expect(error?.message).toContain('could not be downloaded');
		expect(testBed.emulator.storage.requests - before).toBeLessThan(50);
	});

	it('is waited for where a job is done before it says where its result is', async () => {
		testBed.emulator.jobs.plans.push({ looksBeforeUrl: 2 });
		await expectPicture(await testBed.runWorkflow(workflowOf('early', generate(SMALL)), { prompt: 'a cat' }));
	});
});
