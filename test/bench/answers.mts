// How fast the trigger answers, beside n8n's own Webhook node, for results of any size. The API counts answers
// after ten seconds as failures. Both get the same signed events, in turns, on one n8n. Prints medians.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { packTarball, openWorld } from '../harness/world.mts';
import type { World } from '../harness/world.mts';

const ROUNDS = 30;
const WARM_UP = 3;
const SIZES: Record<string, number> = { '1 KB': 1_000, '10 MB': 10_000_000, '100 MB': 100_000_000 };
const BOUND_MS = 20;

const folder = await mkdtemp(join(tmpdir(), 'deapi-bench-'));
const world = await openWorld({ n8n: JSON.parse(process.env.DEAPI_TEST_N8N!), tarball: await packTarball(folder) });
try {
	const [plain, trigger] = [await listen(world, 'n8n-nodes-base.webhook'), await listen(world, 'n8n-nodes-deapi.deapiTrigger')];
	console.log(`\nn8n ${world.n8n.version}, ${ROUNDS} events each, in turns; milliseconds until the answer\n`);
	console.log('| Result | Webhook node, median | p99 | deAPI Trigger, median | p99 | Difference of medians | Within 20 ms |');
	console.log('|---|---|---|---|---|---|---|');
	for (const [name, size] of Object.entries(SIZES)) {
		const times = { plain: [] as number[], trigger: [] as number[] };
		for (let round = -WARM_UP; round < ROUNDS; round++) {
			for (const [kind, url] of [['plain', plain], ['trigger', trigger]] as const) {
				const time = await answerTime(url, size);
				if (round >= 0) times[kind].push(time);
				// What an answer has started must not be in the way of the next.
				await delay(400 + size / 50_000);
			}
		}
		const difference = quantile(times.trigger, 0.5) - quantile(times.plain, 0.5);
		const figures = [quantile(times.plain, 0.5), quantile(times.plain, 0.99), quantile(times.trigger, 0.5), quantile(times.trigger, 0.99), difference];
		console.log(`| ${name} | ${figures.map((figure) => figure.toFixed(1)).join(' | ')} | ${difference <= BOUND_MS ? 'yes' : 'no'} |`);
	}
} finally {
	await world.close();
	await rm(folder, { recursive: true });
}

/** A published workflow of one node with a webhook; answers its URL. */
async function listen({ n8n, credentialId }: World, type: string): Promise<string> {
	const webhookId = randomUUID();
	const isPlain = type.endsWith('.webhook');
	const parameters = isPlain ? { httpMethod: 'POST', path: webhookId, options: {} } : { events: ['jobCompleted'] };
	const node = { id: randomUUID(), name: 'Start', type, typeVersion: isPlain ? 2 : 1, position: [0, 0], webhookId, parameters };
	await n8n.addWorkflow({ name: webhookId, nodes: [node], connections: {}, settings: { executionOrder: 'v1' } }, credentialId);
	const url = `${n8n.url}/webhook/${webhookId}${isPlain ? '' : '/webhook'}`;
	while ((await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status === 404) await delay(100);
	return url;
}

async function answerTime(url: string, size: number): Promise<number> {
	const { webhooks, storageUrl } = world.emulator;
	const data = { job_request_id: randomUUID(), status: 'done', job_type: 'txt2video', result_url: `${storageUrl}/samples/bytes.wav?size=${size}` };
	const status = await webhooks.deliver(url, 'job.completed', data);
	if (status !== 200) throw new Error(`${url} answered ${status}`);
	return webhooks.deliveries.at(-1)!.answerMs;
}

function quantile(times: number[], share: number): number {
	const sorted = times.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
