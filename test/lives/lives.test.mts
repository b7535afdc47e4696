import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { lives } from './life.mts';
import type { Life } from './life.mts';
import { listen, play, serveLife } from './play.mts';
import { faultsOf } from './rules.mts';
import { serve } from './transport.mts';

/** Said by tools/bootstrap/lives.mjs; without it, as many as a moment allows. */
const {
	runs = 1000,
	n8n,
	...again
}: { runs?: number; n8n?: string; seed?: number; path?: string } = JSON.parse(process.env.DEAPI_LIVES ?? '{}');

let played = 0;

beforeAll(() => {
	serve(inject('n8nCore'), serveLife);
	listen();
});

afterAll(() => {
	if (played > 0) console.log(`${played} lives`);
});

async function judge(life: Life): Promise<{ faults: string[]; journal: string[] }> {
	played++;
	const result = await play(life);
	return { faults: faultsOf(result), journal: result.api.journal };
}

it('loses nothing, pays for nothing twice, and ends, whatever happens', { timeout: 3_600_000 }, async () => {
	const property = fc.asyncProperty(lives, async (life) => (await judge(life)).faults.length === 0);
	const { failed, counterexample, seed, counterexamplePath, errorInstance } = await fc.check(property, { numRuns: runs, ...again });
	if (!failed) return;
	const [life] = counterexample!;
	const [told] = await Promise.allSettled([judge(life)]);
	const { faults, journal } = told.status === 'fulfilled' ? told.value : { faults: [String(errorInstance)], journal: [] };
	const howAgain = `npm run test:lives -- ${n8n ? `--n8n ${n8n} ` : ''}--seed=${seed} --path ${counterexamplePath}`;
	expect.fail([faults.join('\n'), `Again: ${howAgain}`, JSON.stringify(life, undefined, 2), journal.join('\n')].join('\n\n'));
});
