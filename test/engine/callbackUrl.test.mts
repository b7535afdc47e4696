import { beforeEach, describe, expect, it } from 'vitest';

import { receiveEvent } from '../../nodes/DeapiTrigger/receive.ts';
import { forgetCatalog } from '../../nodes/shared/api/models.ts';
import { api, apiOfV1 } from '../support/harness/api.mts';
import type { Sent } from '../support/harness/api.mts';
import { triggerContext } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { prepareModels, prompts, start } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

const PATH = '/images/generations';
const URL_OF_USER = 'https://n8n.example.com/webhook/1/webhook?token=t0p';
const SECRET = 'a-webhook-secret-of-the-account-that-is-long-enough';
const NO_SECRET = { webhookSecret: '' };

beforeEach(prepareModels);

/** Submits images without waiting for them, each with the callback URL of its item. */
const submit = async (urls: unknown[], { parameters = {}, ...more }: ContextOptions = {}) => {
	const { options, ...others } = parameters;
	return await start({
		items: urls.map((url, index) => ({ json: { text: `item ${index}`, url } as never })),
		credentials: NO_SECRET,
		...more,
		parameters: { waitMode: 'dontWait', options: { concurrency: 1, callbackUrl: '={{ $json.url }}', ...(options as object) }, ...others },
	});
};
const callbackIn = ({ webhook_url, webhook_secret }: Sent) => ({ webhook_url, webhook_secret });

describe('Callback URL', () => {
	it('goes with the job of every item', async () => {
		const sent = ['r1', 'r2'].map((id) => api.record(PATH, id));
		const run = await submit([` ${URL_OF_USER} `, 'https://ELSEWHERE.example.com']);
		expect(sent.map((body) => callbackIn(body()))).toEqual([
			{ webhook_url: URL_OF_USER, webhook_secret: undefined },
			{ webhook_url: 'https://elsewhere.example.com/', webhook_secret: undefined },
		]);
		expect(run.output.map(({ json }) => Object.keys(json).sort())).toEqual(Array(2).fill(['model', 'request_id', 'seed', 'status']));
	});

	it('is signed with the secret of the credential, so that a trigger with the same credential can verify it', async () => {
		const sent = api.record(PATH, 'r1');
		const credentials = { webhookSecret: SECRET };
		const run = await submit([URL_OF_USER], { credentials });
		expect(callbackIn(sent())).toEqual({ webhook_url: URL_OF_USER, webhook_secret: SECRET });
		expect(JSON.stringify([run.run, run.saved])).not.toContain(SECRET);

		const delivery = signedEvent('job.completed', 'r1', { secret: sent().webhook_secret, deliveryId: 'callback-url' });
		expect(await receiveEvent(triggerContext(delivery, { credentials }).context)).toMatchObject({ workflowData: [[{}]] });
	});

	it('is sent to version 1 without a secret, which knows the account’s only', async () => {
		forgetCatalog();
		apiOfV1.models();
		apiOfV1.submit('/txt2img', 'r1', (body) => body.webhook_url === URL_OF_USER && !('webhook_secret' in body));
		const run = await submit([URL_OF_USER], { credentials: { apiVersion: 'v1', webhookSecret: 'short' } });
		expect(run.output[0].json.request_id).toBe('r1');
	});

	it('is not sent with the question for the price, and goes on to a fallback model', async () => {
		for (let asked = 0; asked < 2; asked++) api.price(PATH, 0.01, (body) => !('webhook_url' in body));
		api.refuse(PATH, 422, { message: 'Invalid.', errors: { model: ['The selected model is invalid.'] } });
		const sent = api.record(PATH, 'r1');
		await submit([URL_OF_USER], { parameters: { options: { maximumPrice: 1, fallbackModels: ['Flux_2_Klein_4B_BF16'] } } });
		expect(sent()).toMatchObject({ webhook_url: URL_OF_USER, model: 'Flux_2_Klein_4B_BF16' });
	});

	it.each(['automatic', 'polling', 'webhook'])('is nothing to a run that waits, though n8n may still have it: %s', async (waitMode) => {
		const sent = api.record(PATH, 'r1');
		if (waitMode === 'polling') {
			api.done('r1');
			api.result('r1');
		}
		const run = await submit(['not even an address'], { parameters: { waitMode } });
		expect(run.run.status).toBe(waitMode === 'polling' ? 'success' : 'waiting');
		expect(String(callbackIn(sent()).webhook_url)).toMatch(waitMode === 'polling' ? /^undefined$/ : /\/webhook-waiting\//);
	});
});

describe('a callback URL that cannot be meant', () => {
	const LABEL = '"Callback URL"';
	it.each([
		['http', 'http://n8n.example.com/webhook?token=t0p', `${LABEL} is not an https address`],
		['no scheme', 'n8n.example.com/webhook?token=t0p', `${LABEL} is not an https address`],
		['another scheme', 'javascript:t0p', `${LABEL} is not an https address`],
		['no host', 'https://?t0p', `${LABEL} is not an https address`],
		['an object', { url: URL_OF_USER }, `${LABEL} is not an https address`],
		['a list', [URL_OF_USER], `${LABEL} is not an https address`],
		['a number', 7, `${LABEL} is not an https address`],
		['nothing', undefined, `${LABEL} is empty`],
		['null', null, `${LABEL} is empty`],
		['blanks', '  ', `${LABEL} is empty`],
		['too much', `https://n8n.example.com/${'t0p'.repeat(700)}`, `${LABEL} has more than 2048 characters`],
	])('stops the run before anything is sent: %s', async (_what, url, message) => {
		const { error, saved } = await submit([URL_OF_USER, url]);
		expect(error).toMatchObject({ message, context: { itemIndex: 1 } });
		// It may hold a secret. The item itself has it, of course.
		expect(`${error?.message} ${error?.description}`).not.toContain('t0p');
		expect(saved.status).toBe('error');
	});

	it('may have 2,048 characters', async () => {
		const longest = 'https://n8n.example.com/'.padEnd(2048, 'x');
		const sent = api.record(PATH, 'r1');
		await submit([longest]);
		expect(sent().webhook_url).toBe(longest);
	});

	it('fails its item alone under Continue On Fail', async () => {
		api.submit(PATH, 'r1');
		const { output } = await submit([URL_OF_USER, 'nowhere'], { node: { onError: 'continueRegularOutput' } });
		expect(output[0].json.request_id).toBe('r1');
		expect(output[1].json.error).toMatchObject({ message: `${LABEL} is not an https address` });
	});
});

describe('a webhook secret that is no good for a job', () => {
	it.each([1, 31, 256])('stops the run before anything is sent, and is not told: %i characters', async (length) => {
		const webhookSecret = '$'.repeat(length);
		const { error } = await submit([URL_OF_USER], { credentials: { webhookSecret } });
		expect(error?.message).toBe('"Webhook Secret" of the deAPI credential must have 32 to 255 characters to sign calls to "Callback URL"');
		expect(error?.description).toContain('or empty "Webhook Secret"');
		expect(`${error?.message} ${error?.description}`).not.toContain('$');
	});

	it.each([32, 255])('is none of %i characters', async (length) => {
		const sent = api.record(PATH, 'r1');
		await submit([URL_OF_USER], { credentials: { webhookSecret: '$'.repeat(length) } });
		expect(sent().webhook_secret).toHaveLength(length);
	});

	it('does not matter where there is no callback URL', async () => {
		api.submit(PATH, 'r1', (body) => !('webhook_secret' in body));
		const run = await start({ items: prompts('a'), credentials: { webhookSecret: 'short' }, parameters: { waitMode: 'dontWait' } });
		expect(run.output[0].json.request_id).toBe('r1');
	});
});

describe('a batch', () => {
	it('has one callback URL: items with different ones do not share a job', async () => {
		const sent = ['r1', 'r2', 'r3'].map((id) => api.record('/embeddings', id));
		const [one, other] = ['https://one.example.com/', 'https://other.example.com/'];
		const run = await new WorkflowRun({
			items: [one, other, one, undefined].map((url, index) => ({ json: { text: `text ${index}`, url } as never })),
			credentials: NO_SECRET,
			parameters: {
				resource: 'embedding',
				operation: 'create',
				text: '={{ $json.text }}',
				waitMode: 'dontWait',
				options: { concurrency: 1, callbackUrl: '={{ $json.url ?? "https://third.example.com/" }}' },
			},
		}).start();
		expect(sent.map((body) => [body().webhook_url, body().input])).toEqual([
			[one, ['text 0', 'text 2']],
			[other, ['text 1']],
			['https://third.example.com/', ['text 3']],
		]);
		expect(run.output.map(({ json }) => json.request_id)).toEqual(['r1', 'r2', 'r1', 'r3']);
	});
});

describe('a retry by hand', () => {
	it('with another callback URL buys nothing anew', async () => {
		api.submit(PATH, 'r1');
		api.refuse(PATH, 422, { message: 'Invalid.' });
		const run = await submit([URL_OF_USER, URL_OF_USER], { parameters: { options: { callbackUrl: URL_OF_USER } } });
		expect(run.run.status).toBe('error');
		const sent = api.record(PATH, 'r2');
		await run.retryByHand({ options: { concurrency: 1, callbackUrl: 'https://elsewhere.example.com/' } });
		expect(sent()).toMatchObject({ prompt: 'item 1', webhook_url: 'https://elsewhere.example.com/' });
		expect(run.output.map(({ json }) => json.request_id)).toEqual(['r1', 'r2']);
	});
});
