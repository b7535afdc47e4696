import nock from 'nock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { files, prepareModels, prompts, start } from '../support/harness/engine.mts';

beforeEach(prepareModels);

describe('other wait modes', () => {
	it('does not wait when it must not', async () => {
		api.submit('/images/generations', 'r1', (body) => body.webhook_url === undefined);
		const run = await start({ items: prompts('a'), parameters: { waitMode: 'dontWait', options: { seed: 5 } } });
		expect(run.run.status).toBe('success');
		expect(run.output[0].json).toEqual({ request_id: 'r1', status: 'pending', model: 'Flux1schnell', seed: 5 });
	});

	it.each([
		['n8n has https, but only for itself', { resumeBase: 'https://localhost:5678/webhook-waiting' }, 'calls itself https://localhost:5678'],
		['another workflow waits for its result', { mode: 'integrated' as const }, 'another workflow waits for this one'],
		['n8n has no public address', { resumeBase: 'http://localhost:5678/webhook-waiting' }, 'calls itself http://localhost:5678'],
	])('Automatic polls when %s, and says why', async (_what, options, reason) => {
		api.submit('/images/generations', 'r1', (body) => body.webhook_url === undefined);
		api.done('r1');
		api.result('r1');
		const run = await start({ items: prompts('a'), ...options });
		expect(files(run)).toEqual(['picture of r1']);
		expect(run.hints).toEqual([expect.stringContaining(reason)]);
	});

	it.each([
		['allows 300 calls a minute', { 'x-ratelimit-limit': '300' }, 1_000],
		['allows three submissions a minute', { 'x-ratelimit-limit': '3' }, 4_000],
		['does not say what it allows', {}, 4_000],
	])('Polling looks as soon as the plan is good for, where deAPI %s', async (_what, headers, first) => {
		nock(BASE_URL)
			.post(`${API}/images/generations`)
			.reply(200, { data: { request_id: 'r1' } }, headers);
		api.done('r1');
		api.result('r1');
		const run = await start({ items: prompts('a'), parameters: { waitMode: 'polling' } });
		expect(files(run)).toEqual(['picture of r1']);
		const [ms] = vi.mocked(realTiming.sleep).mock.calls[0];
		expect(ms).toBeGreaterThan(first - 500);
		expect(ms).toBeLessThanOrEqual(first);
	});

	it('Webhook refuses before anything is sent when deAPI cannot call back', async () => {
		const run = await start({
			items: prompts('a'),
			parameters: { waitMode: 'webhook' },
			resumeBase: 'http://localhost:5678/webhook-waiting',
		});
		expect(run.error?.message).toContain('"Wait Mode" is Webhook, but deAPI calls back over public https only');
		expect(run.error?.description).toContain('WEBHOOK_URL');
	});

	it('Webhook refuses before anything is sent where somebody waits for the end', async () => {
		const run = await start({ items: prompts('a'), parameters: { waitMode: 'webhook' }, mode: 'integrated' });
		expect(run.error?.message).toContain('"Wait Mode" is Webhook, but another workflow waits for this one');
		expect(run.error?.description).toContain('Automatic or Polling');
	});

	it('polls as a tool of an AI Agent', async () => {
		api.submit('/images/generations', 'r1');
		api.done('r1');
		const run = await start({ items: prompts('a'), node: { type: 'n8n-nodes-deapi.deapiTool' } });
		expect(run.output[0].json.result_url).toBe('https://storage.test/r1.png');
	});
});
