import { setTimeout as delay } from 'node:timers/promises';

import { retry } from '../../support/harness/byHand.mts';
import { ENDED, many, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';
import { untilEnd } from './timeouts.mts';

/** n8n dies while the node looks at the deadline. */
export const lastLook: NamedRow[] = [
	[
		'killed during the last look, then retried with the original and the saved workflow',
		async (row) => {
			const { n8n, emulator } = row.testBed;
			emulator.jobs.duration = 3_600_000;
			emulator.faults.push({ on: 'GET /request-status', times: 2, late: 60_000 });
			const workflows = await Promise.all([1, 2].map(async () => await row.workflow([small({ options: { waitTimeout: 120 } })])));
			await Promise.all(workflows.map(async ({ start }) => await start({ prompt: many(1)[0] })));
			const jobs = await row.untilJobs(2);
			const asked = () => jobs.every(({ requestId }) => emulator.requestsTo(`GET /request-status/${requestId}`).length > 0);
			for (let waited = 0; waited < 150_000 && !asked(); waited += 100) await delay(100);
			const looked = asked();
			// n8n is to have noted that both are running.
			await delay(2_000);
			await n8n.kill();
			await n8n.launch();
			emulator.faults.length = 0;
			await Promise.all(jobs.map(async (job) => await emulator.jobs.finish(job)));
			const [original, saved] = workflows.map(({ id }) => async () => {
				assert(looked, 'the node did not look');
				const dead = await n8n.untilExecution(id, ENDED);
				assert(dead.status === 'crashed', `n8n says ${dead.status}`);
				return dead.id;
			});
			await row.run(async () => await goesOn(row, await original(), 'original'), 'original workflow');
			await row.run(async () => await goesOn(row, await saved(), 'saved'), 'saved workflow');
			await row.accountForAll(n8n.log());
			assert(row.jobs.length === 2, `${row.jobs.length} jobs were paid for`);
		},
	],
];

async function goesOn(row: Row, id: string, workflow: 'original' | 'saved'): Promise<void> {
	const execution = await untilEnd(row, await retry(row.testBed.n8n, id, workflow), 60_000);
	succeeded(execution);
	const [item] = await row.goodItems(execution);
	assert(item?.binary !== undefined, `a success without a file: ${JSON.stringify(item?.json)}`);
}
