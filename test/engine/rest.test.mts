import nock from 'nock';
import { sleep } from 'n8n-workflow';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { matching } from '../support/harness/bodies.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import type { ContextOptions } from '../support/harness/contexts.mts';
import { generate, prepareModels, prompts } from '../support/harness/engine.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

beforeEach(prepareModels);

interface Use {
	what: string;
	path: string;
	parameters: NonNullable<ContextOptions['parameters']>;
	answer: object;
	/** How many are under way at once. */
	atOnce: number;
}

/** Wherever several items are under way at once, and each may fail. */
const USES: Use[] = [
	{
		what: 'submissions',
		path: '/images/generations',
		parameters: { prompt: '={{ $json.text }}', waitMode: 'polling', options: { concurrency: 2 } },
		answer: { data: { request_id: 'paid-b' } },
		atOnce: 2,
	},
	{
		what: 'prices',
		path: '/images/generations/price',
		parameters: { prompt: '={{ $json.text }}', options: { concurrency: 2, estimatePriceOnly: true } },
		answer: { data: { price: 1 } },
		atOnce: 2,
	},
	{
		what: 'enhanced prompts',
		path: '/prompts/enhancements',
		parameters: { prompt: '={{ $json.text }}', options: { concurrency: 2, enhancePrompt: true } },
		answer: { prompt: 'better b', negative_prompt: null },
		atOnce: 2,
	},
	{
		what: 'paid calls',
		path: '/prompts/enhancements',
		parameters: { resource: 'prompt', operation: 'boostImage', prompt: '={{ $json.text }}', options: { concurrency: 2 } },
		answer: { prompt: 'better b', negative_prompt: null },
		atOnce: 2,
	},
	{
		what: 'free calls',
		path: '/jobs',
		parameters: { resource: 'job', operation: 'get', requestId: '={{ $json.text }}' },
		answer: { data: { status: 'processing' } },
		atOnce: 5,
	},
];

describe.each(USES)('the first of several $what that fails', ({ path, parameters, answer, atOnce }) => {
	const texts = ['a-item', ...Array.from({ length: atOnce - 1 }, (_, index) => `b-item-${index}`), 'c-item'];

	/** The first is refused at once, what is under way beside it takes a while; the last one is not under way. */
	async function run() {
		const begun: string[] = [];
		const ended: string[] = [];
		const scope = nock(BASE_URL).persist();
		const letter = (request: Request, body: string) => /([abc])-item/.exec(`${request.url} ${body}`)![1];
		const reply = async (request: Request) => {
			const which = letter(request, await request.clone().text());
			begun.push(which);
			if (which !== 'a') await new Promise((resolve) => setTimeout(resolve, 60));
			ended.push(which);
			return which === 'a' ? ([422, { message: 'Invalid.', errors: { balance: ['None.'] } }] as const) : ([200, answer] as const);
		};
		if (path === '/jobs') scope.get(new RegExp(path)).reply(reply as never);
		else scope.post(`${API}${path}`).reply(reply as never);
		const done = await new WorkflowRun({ items: prompts(...texts), parameters }).start();
		return { done, begun, ended };
	}

	it('ends the node when all has come to rest, and lets nothing more begin', async () => {
		const { done, begun, ended } = await run();
		expect(done.error?.message).toContain('too low');
		expect(begun.sort()).toEqual(['a', ...Array(atOnce - 1).fill('b')]);
		expect(ended.length).toBe(begun.length);
	});

	it('lets nothing begin either while it is looked into', async () => {
		// The figures of an empty wallet take longer than what else is under way.
		nock(BASE_URL)
			.get(`${API}/account/balance`)
			.optionally()
			.delay(200)
			.reply(200, { data: { balance: 0 } });
		const { begun } = await run();
		expect(begun).not.toContain('c');
	});
});

describe('the error that ends the node', () => {
	const submission = (prompt: string) => nock(BASE_URL).post(`${API}/images/generations`, (body) => body.prompt === prompt);

	it('names the jobs that were still being submitted when it happened', async () => {
		submission('a').reply(422, { message: 'Invalid.' });
		for (const prompt of ['b', 'c'])
			submission(prompt)
				.delay(60)
				.reply(200, { data: { request_id: `paid-${prompt}` } });
		const { error } = await generate({ concurrency: 5 }, { items: prompts('a', 'b', 'c'), parameters: { waitMode: 'polling' } });
		expect(error?.message).toBe('deAPI refused the request: Invalid.');
		expect(error?.context?.itemIndex).toBe(0);
		expect(error?.description).toMatch(/Other jobs of this run are submitted.*: paid-[bc], paid-[bc]$/);
	});

	it('names the items that may have been submitted as well', async () => {
		submission('a').reply(422, { message: 'Invalid.' });
		submission('b').delay(60).reply(500, {});
		const { error } = await generate({ concurrency: 5 }, { items: prompts('a', 'b'), parameters: { waitMode: 'polling' } });
		expect(error?.description).toContain('Other items may have been submitted, too, which the deAPI dashboard shows: 1');
	});

	it('comes without sending once more what waits for its turn at the rate limit', async () => {
		submission('a').delay(60).reply(422, { message: 'Invalid.' });
		submission('b').reply(429, {}, { 'retry-after': '30', 'x-ratelimit-type': 'minute' });
		let sentAgain = 0;
		vi.mocked(realTiming.sleep).mockImplementation(async () => await sleep(150));
		nock(BASE_URL)
			.post(`${API}/images/generations`)
			.optionally()
			.reply(200, () => {
				sentAgain++;
				return { data: { request_id: 'r2' } };
			});
		const { error } = await generate({ concurrency: 5 }, { items: prompts('a', 'b'), parameters: { waitMode: 'polling' } });
		expect(error?.message).toBe('deAPI refused the request: Invalid.');
		expect(sentAgain).toBe(0);
	});

	it('keeps what was bought meanwhile: no answer is bought twice', async () => {
		const boost = (from: string) =>
			nock(BASE_URL).post(
				`${API}/prompts/enhancements`,
				matching(({ prompt }) => prompt === from),
			);
		boost('a cat').reply(422, { message: 'Invalid.' });
		boost('a dog').delay(60).reply(200, { prompt: 'a fine dog' });
		boost('a cat').reply(200, { prompt: 'a fine cat' });
		const { output } = await new WorkflowRun({
			items: prompts('a cat', 'a dog'),
			parameters: { resource: 'prompt', operation: 'boostImage', prompt: '={{ $json.text }}', options: { concurrency: 2 } },
			node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
		}).start();
		expect(output.map(({ json }) => json.prompt)).toEqual(['a fine cat', 'a fine dog']);
	});
});

describe('as a tool of an AI Agent', () => {
	const tool = { type: 'n8n-nodes-deapi.deapiTool' };

	it('a job that failed tells in the message, of which alone the agent is told, what to do, and its request ID', async () => {
		api.submit('/images/generations', 'r1');
		api.failed('r1');
		const { error } = await generate({}, { node: tool });
		const wayOut = 'Use other input, or another model. Running it again may work. Request ID: r1';
		expect(error).toMatchObject({
			message: `The deAPI job failed: The worker gave up (PROCESSING_ERROR). ${wayOut}`,
			description: wayOut,
		});
	});

	it('so does one that does not end in time', async () => {
		api.submit('/images/generations', 'r1');
		api.running('r1');
		const { error } = await generate({ waitTimeout: 1 }, { node: tool });
		expect(error?.message).toMatch(/^The deAPI job did not finish within "Wait Timeout"\. It may still finish: .+ Request ID: r1$/);
	});

	it('so do the jobs of other items', async () => {
		api.submit('/images/generations', 'r1');
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		const { error } = await generate({}, { node: tool, items: prompts('a', 'b') });
		expect(error?.message).toMatch(/^deAPI refused the request: Invalid\. Check .+\.\nOther jobs of this run are submitted.*: r1$/);
		expect(error?.message, 'n8n adds the description where it is not in the message').toContain(error?.description);
	});

	it('and everywhere else the message stays short', async () => {
		api.submit('/images/generations', 'r1');
		api.failed('r1');
		const { error } = await generate({}, { parameters: { waitMode: 'polling' } });
		expect(error?.message).toBe('The deAPI job failed: The worker gave up (PROCESSING_ERROR)');
	});
});
