import nock from 'nock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { sampleClip } from '../support/emulator/samples.mts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { generate, prepareModels, prompts } from '../support/harness/engine.mts';
import { signedEvent } from '../support/harness/events.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';
import { fileSaying } from '../support/harness/files.mts';

beforeEach(prepareModels);

describe('Estimate Price Only', () => {
	it('tells the price of every item and submits nothing', async () => {
		api.price('/images/generations', 0.00136);
		api.price('/images/generations', 0.002);
		const { output } = await generate({ estimatePriceOnly: true }, { items: prompts('a', 'b') });
		expect(output.map(({ json }) => json)).toEqual([
			{ price: 0.00136, currency: 'USD', model: 'Flux1schnell' },
			{ price: 0.002, currency: 'USD', model: 'Flux1schnell' },
		]);
	});

	it('works without a webhook secret, and repeats the question when the server stumbles', async () => {
		api.refuse('/images/generations/price', 500);
		api.price('/images/generations', 0.001);
		const { output } = await generate(
			{ estimatePriceOnly: true },
			{ credentials: { webhookSecret: '' }, parameters: { waitMode: 'webhook' } },
		);
		expect(output[0].json.price).toBe(0.001);
	});

	it.each([
		['the file is missing', { video: ['The video field is required.'] }],
		['a size that stands in for it is beyond the model', { width: ['The width field must not be greater than 852.'] }],
	])('asks with the files where %s', async (_what, errors) => {
		const clip = {
			data: Buffer.from(await sampleClip({ seconds: 1, width: 256, height: 192 })).toString('base64'),
			mimeType: 'video/mp4',
			fileName: 'clip.mp4',
		};
		const face = { data: fileSaying('face').toString('base64'), mimeType: 'image/png', fileName: 'face.png' };
		api.refuse('/videos/replacements/price', 422, { message: 'Invalid.', errors });
		const bodies: string[] = [];
		nock(BASE_URL)
			.post(`${API}/videos/replacements/price`, (body: string) => bodies.push(Buffer.from(body, 'hex').toString('latin1')) > 0)
			.reply(200, { data: { price: 0.04 } });
		const { output, error } = await new WorkflowRun({
			items: [{ json: {}, binary: { data: clip, data1: face } }],
			parameters: { resource: 'video', operation: 'replace', options: { estimatePriceOnly: true } },
		}).start();
		expect(error).toBeUndefined();
		expect(output[0].json.price).toBe(0.04);
		expect(bodies[0]).toContain('name="video"; filename="clip.mp4"');
		expect(bodies[0]).not.toContain('name="width"');
	});

	it('does not ask again where something else is refused', async () => {
		api.refuse('/images/generations/price', 422, { message: 'Invalid.', errors: { width: ['Too wide.'] } });
		const { error } = await generate({ estimatePriceOnly: true });
		expect(error?.message).toContain('deAPI refused the request');
	});

	const some = [true, false].map((priceOnly, index) => ({ json: { text: 'ab'[index], priceOnly } }));
	const perItem = { estimatePriceOnly: '={{ $json.priceOnly }}' };

	it('is asked of every item: the others are bought, and all come out in their order', async () => {
		api.price('/images/generations', 0.002, (body) => body.prompt === 'a');
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'b');
		const { output } = await generate(perItem, { items: some, parameters: { waitMode: 'dontWait' } });
		expect(output.map(({ json, pairedItem }) => [json.price, json.request_id, pairedItem])).toEqual([
			[0.002, undefined, { item: 0 }],
			[undefined, 'r1', { item: 1 }],
		]);
	});

	it('leaves the price with the run, however long the jobs of the others take', async () => {
		api.price('/images/generations', 0.002);
		api.submit('/images/generations', 'r1');
		const run = await generate(perItem, { items: some });
		expect(run.run.status).toBe('waiting');
		api.done('r1');
		api.result('r1');
		await run.callBack(signedEvent('job.completed', 'r1'));
		expect(run.output.map(({ json }) => json.price ?? json.request_id)).toEqual([0.002, 'r1']);
	});

	it('has the price at hand when the wait times out', async () => {
		api.price('/images/generations', 0.002);
		api.submit('/images/generations', 'r1');
		const run = await generate(perItem, { items: some, node: { onError: 'continueRegularOutput' } });
		api.running('r1');
		vi.spyOn(realTiming, 'now').mockReturnValue(Date.now() + 24 * 3_600_000);
		await run.timeOut();
		vi.mocked(realTiming.now).mockRestore();
		expect(run.output.map(({ json }) => json.price ?? (json.error as { request_id: string }).request_id)).toEqual([0.002, 'r1']);
	});

	it.each(['={{ "true" }}', '={{ " TRUE " }}'])('takes a text for what it says: %s', async (estimatePriceOnly) => {
		api.price('/images/generations', 0.001);
		expect((await generate({ estimatePriceOnly })).output[0].json.price).toBe(0.001);
	});

	it.each(['={{ $json.nowhere }}', '={{ null }}', '={{ 1 }}', '={{ "yes" }}', '={{ [true] }}', '={{ {} }}', ''])(
		'submits nothing where it is neither on nor off: %s',
		async (estimatePriceOnly) => {
			const { error } = await generate({ estimatePriceOnly });
			expect(error?.message).toMatch(/^"Estimate Price Only" is (empty|.+, neither true nor false)$/);
		},
	);

	it('is turned on before a retry by hand: what is bought comes out as it is, and all else is priced', async () => {
		api.submit('/images/generations', 'r1');
		api.refuse('/images/generations', 422, { message: 'Invalid.' });
		const run = await generate({}, { items: prompts('a', 'b'), parameters: { waitMode: 'polling' } });
		expect(run.error?.message).toContain('Invalid.');
		api.price('/images/generations', 0.002, (body) => body.prompt === 'b');
		api.done('r1');
		api.result('r1');
		await run.retryByHand({ options: { concurrency: 1, estimatePriceOnly: true } });
		expect(run.output.map(({ json }) => json.price ?? json.request_id)).toEqual(['r1', 0.002]);
	});

	it('is turned off before a retry by hand: what was priced is bought', async () => {
		api.price('/images/generations', 0.002);
		api.price('/images/generations', null);
		const run = await generate({ estimatePriceOnly: true }, { items: prompts('a', 'b') });
		expect(run.error?.message).toBe('deAPI gave no price');
		for (const id of ['r1', 'r2']) api.submit('/images/generations', id);
		await run.retryByHand({ waitMode: 'dontWait', options: { concurrency: 1 } });
		expect(run.output.map(({ json }) => [json.request_id, json.price])).toEqual([
			['r1', undefined],
			['r2', undefined],
		]);
	});
});

describe('Maximum Price', () => {
	it('submits what costs as much or less, and tells the price', async () => {
		api.price('/images/generations', 0.01);
		api.submit('/images/generations', 'r1');
		const { output } = await generate({ maximumPrice: 0.01 }, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json).toMatchObject({ request_id: 'r1', price: 0.01 });
	});

	it('submits nothing when one item is too dear', async () => {
		api.price('/images/generations', 0.001);
		api.price('/images/generations', 0.5);
		const { error } = await generate({ maximumPrice: 0.01 }, { items: prompts('a', 'b') });
		expect(error?.message).toBe('This job costs $0.5, more than the $0.01 of "Maximum Price (USD)"');
		expect(error?.context).toMatchObject({ itemIndex: 1 });
	});

	it('leaves out only the dear items under Continue On Fail', async () => {
		api.price('/images/generations', 0.5);
		api.price('/images/generations', 0.001);
		api.submit('/images/generations', 'r2', (body) => body.prompt === 'b');
		const { output } = await generate(
			{ maximumPrice: 0.01 },
			{ items: prompts('a', 'b'), parameters: { waitMode: 'dontWait' }, node: { onError: 'continueRegularOutput' } },
		);
		expect(output[0].json.error).toMatchObject({ message: expect.stringContaining('costs $0.5') });
		expect(output[1].json.request_id).toBe('r2');
	});

	it('is that of each item', async () => {
		const items = [1, 0.01].map((budget, index) => ({ json: { text: 'ab'[index], budget } }));
		for (let count = 0; count < 2; count++) api.price('/images/generations', 0.5);
		api.submit('/images/generations', 'r1', (body) => body.prompt === 'a');
		const { output } = await generate(
			{ maximumPrice: '={{ $json.budget }}' },
			{ items, parameters: { waitMode: 'dontWait' }, node: { onError: 'continueRegularOutput' } },
		);
		expect(output[0].json).toMatchObject({ request_id: 'r1', price: 0.5 });
		expect(output[1].json.error).toMatchObject({ message: 'This job costs $0.5, more than the $0.01 of "Maximum Price (USD)"' });
	});

	it.each(['={{ "0.01" }}', '={{ " 1e-2 " }}'])('may be a number in a text: %s', async (maximumPrice) => {
		api.price('/images/generations', 0.5);
		expect((await generate({ maximumPrice })).error?.message).toContain('more than the $0.01');
	});

	it.each([
		'={{ $json.nowhere }}',
		'={{ null }}',
		null,
		'',
		' ',
		-1,
		'={{ NaN }}',
		'={{ 1 / 0 }}',
		'={{ "much" }}',
		'={{ [] }}',
		'={{ true }}',
	])('refuses the item, and asks for no price, where it is %j', async (maximumPrice) => {
		const { error } = await generate({ maximumPrice });
		expect(error?.message).toMatch(/^"Maximum Price \(USD\)" is .*, (not a number|which is out of range)$/);
	});

	it.each([null, undefined, '', ' ', 'free', true, [], {}, -0.1])(
		'submits nothing where deAPI says that the price is %j',
		async (price) => {
			api.price('/images/generations', price);
			expect((await generate({ maximumPrice: 1 })).error?.message).toBe('deAPI gave no price');
		},
	);

	it('takes a sum for what it is, whatever binary fractions make of it', async () => {
		api.price('/images/generations', 0.2);
		api.price('/prompts/enhancements', 0.1);
		api.boost('/prompts/enhancements', { prompt: 'better' });
		api.price('/images/generations', 0.2);
		api.submit('/images/generations', 'r1');
		const { output } = await generate({ maximumPrice: 0.3, enhancePrompt: true }, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json.request_id).toBe('r1');
	});
});

describe('an empty wallet', () => {
	it('says what is in it and what is missing', async () => {
		api.refuse('/images/generations', 422, { message: 'Invalid.', errors: { balance: ['Not enough balance.'] } });
		api.balance(0.001);
		api.price('/images/generations', 0.0041);
		const { error } = await generate({});
		expect(error?.message).toBe('The balance of the deAPI account is too low: Not enough balance.');
		expect(error?.description).toContain('This job costs $0.0041, the account has $0.001: $0.0031 are missing.');
		expect(error?.description).toContain('Top up the account');
	});

	it.each([null, undefined, 'much'])('says nothing of it where deAPI says that it is %j', async (balance) => {
		api.refuse('/images/generations', 422, { message: 'Invalid.', errors: { balance: ['Not enough balance.'] } });
		api.balance(balance);
		const { error } = await generate({});
		expect(error?.message).toContain('The balance of the deAPI account is too low');
		expect(error?.description).not.toContain('NaN');
	});
});
