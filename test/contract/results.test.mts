import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { anotherKind, BROKEN, LIES, ODD_NAMES, ODD_TYPES, OTHER_WAYS } from '../support/emulator/lies.mts';
import type { Manner } from '../support/emulator/manners.mts';
import type { WorkflowRun } from '../support/harness/workflow.mts';
import { Rig } from './rig.mts';

/** A storage that breaks off, lies and sends clients elsewhere; on a real n8n, `e2e/results.test.mts` plays some of it. */
let rig: Rig;

beforeAll(async () => void (rig = await Rig.open()));
afterAll(async () => await rig.close());
beforeEach(() => rig.clear());

/** Makes a picture while the storage behaves in some manner, so many times. */
async function drawWith(manner: Manner, times: number): Promise<WorkflowRun> {
	rig.emulator.faults.push({ on: 'GET storage', manner, times });
	return await rig.run({ prompt: 'a cat', ratio: 'custom', width: 256, height: 256, waitMode: 'polling' });
}

function expectPicture({ error, output }: WorkflowRun): void {
	expect(error).toBeUndefined();
	const [{ json, binary }] = output;
	const { content } = rig.emulator.jobs.all.get(String(json.request_id))!.result!;
	expect(Buffer.from(binary!.data.data, 'base64').equals(content)).toBe(true);
	expect(binary!.data).toMatchObject({ mimeType: 'image/png', fileExtension: 'png', fileName: `deapi-${String(json.request_id)}.png` });
}

const LYING = { ...LIES, 'another kind of file': anotherKind('png') };

describe('a result', () => {
	it.each(Object.entries({ ...LYING, ...OTHER_WAYS, ...ODD_TYPES, ...ODD_NAMES }))(
		'is the true file where the storage once gives %s',
		async (_title, manner) => expectPicture(await drawWith(manner, 1)),
	);

	it.each(Object.entries(LYING))('is never %s', async (_title, manner) => {
		const before = rig.emulator.storage.requests;
		const { error } = await drawWith(manner, 100);
		const requestId = [...rig.emulator.jobs.all.keys()].at(-1)!;
		expect(error?.message).toContain('in its place');
		expect(error?.description).toContain(requestId);
		expect(rig.emulator.storage.requests - before).toBe(3);
	});

	it.each(['an end in the middle', 'an end in the middle of a body without a length'])('is whole after %s', async (title) =>
		expectPicture(await drawWith(BROKEN[title], 1)),
	);

	it.each([301, 302, 303, 307, 308].flatMap((status) => [`path ${status}`, `mirror ${status}`]))(
		'is fetched from elsewhere: %s',
		async (place) => {
			const [to, status] = place.split(' ');
			const { storage } = rig.emulator;
			const before = { ...storage.asked };
			expectPicture(await drawWith({ redirect: { status: Number(status), to } }, 1));
			expect(storage.asked.main + storage.asked.mirror - before.main - before.mirror).toBe(2);
		},
	);

	it.each(['loop', undefined])('is not sought for ever: %s', async (to) => {
		const before = rig.emulator.storage.requests;
		expect((await drawWith({ redirect: { to } }, 100)).error?.message).toContain('could not be downloaded');
		expect(rig.emulator.storage.requests - before).toBeLessThan(20);
	});
});
