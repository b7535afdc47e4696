import { setTimeout as delay } from 'node:timers/promises';

import { retry } from '../../support/harness/byHand.mts';
import { ENDED, many, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import { untilEnd } from './timeouts.mts';

/** n8n dies while the node looks at the deadline. */
export const lastLook: NamedRow[] = [
	[
		'killed during the last look, then retried with the original and the saved workflow',
		async (row) => {
			const { n8n, emulator } = row.testBed;
			emulator.jobs.duration = 3_600_000;
			emulator.faults.push({ on: 'GET /jobs', late: 60_000 });
			const workflow = await row.workflow([small({ options: { waitTimeout: 120 } })]);
			await workflow.start({ prompt: many(1)[0] });
			const [job] = await row.untilJobs(1);
			const isAsked = () => emulator.requestsTo(`GET /jobs/${job.requestId}`).length > 0;
			for (let waited = 0; waited < 150_000 && !isAsked(); waited += 100) await delay(100);
			assert(isAsked(), 'the node did not look');
			await n8n.kill();
			await n8n.launch();
			await emulator.jobs.finish(job);
			const dead = await n8n.untilExecution(workflow.id, ENDED);
			// The timer of n8n 1.x may go on by itself with what it has found dead.
			assert(['crashed', 'success'].includes(dead.status), `n8n says ${dead.status}`);
			for (const kind of ['original', 'saved'] as const) {
				await row.run(async () => {
					const retried = retry(n8n, dead.id, kind).catch((error: Error) => {
						if (!error.message.includes('The execution succeeded')) throw error;
						return dead.id;
					});
					const execution = await untilEnd(row, await retried, 60_000);
					succeeded(execution);
					const [item] = await row.goodItems(execution);
					assert(item?.binary !== undefined, `a success without a file: ${JSON.stringify(item?.json)}`);
				}, `${kind} workflow`);
			}
			await row.accountForAll(n8n.log());
			assert(row.jobs.length === 1, `${row.jobs.length} jobs were paid for`);
		},
	],
];
