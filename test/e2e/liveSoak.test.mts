import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';

import { LiveLoad } from '../support/harness/liveLoad.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

/** The short form of `npm run bench -- liveSoak`. */
const SECONDS = 30;
const IN_FLIGHT = 6;

let testBed: TestBed;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
});

afterAll(async () => await testBed?.close());

it('loses no job and leaves no socket open, whatever happens to its live updates', { timeout: 240_000 }, async () => {
	const load = await LiveLoad.prepare(testBed);
	await load.keep(IN_FLIGHT, SECONDS * 1_000);
	expect(await load.drain(120_000)).toBe(0);
	await vi.waitUntil(() => testBed.emulator.live.open === 0, { timeout: 5_000 });
	expect([load.stopped > 0, load.mostOpen > 0]).toEqual([true, true]);
	const outcome = await load.outcome();
	expect(outcome).toMatchObject({ lost: [], doubled: 0 });
	expect(outcome.looksAMinute).toBeLessThanOrEqual(outcome.callsAllowed);
	const expected = /^(success|canceled|The deAPI job failed: A worker broke down.*)$/;
	expect(outcome.endings.filter(([ending]) => !expected.test(ending))).toEqual([]);
});
