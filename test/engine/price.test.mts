import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { generate, prepareModels, prompts } from '../support/harness/engine.mts';

beforeEach(prepareModels);

describe('Estimate Price Only', () => {
	it('tells the price of every item and submits nothing', async () => {
		api.price('/txt2img', 0.00136);
		api.price('/txt2img', 0.002);
		const { output } = await generate({ estimatePriceOnly: true }, { items: prompts('a', 'b') });
		expect(output.map(({ json }) => json)).toEqual([
			{ price: 0.00136, currency: 'USD', model: 'Flux1schnell' },
			{ price: 0.002, currency: 'USD', model: 'Flux1schnell' },
		]);
	});

	it('works without a webhook secret, and repeats the question when the server stumbles', async () => {
		api.refuse('/txt2img/price-calculation', 500);
		api.price('/txt2img', 0.001);
		const { output } = await generate(
			{ estimatePriceOnly: true },
			{ credentials: { webhookSecret: '' }, parameters: { waitMode: 'webhook' } },
		);
		expect(output[0].json.price).toBe(0.001);
	});
});

describe('Maximum Price', () => {
	it('submits what costs as much or less, and tells the price', async () => {
		api.price('/txt2img', 0.01);
		api.submit('/txt2img', 'r1');
		const { output } = await generate({ maximumPrice: 0.01 }, { parameters: { waitMode: 'dontWait' } });
		expect(output[0].json).toMatchObject({ request_id: 'r1', price: 0.01 });
	});

	it('submits nothing when one item is too dear', async () => {
		api.price('/txt2img', 0.001);
		api.price('/txt2img', 0.5);
		const { error } = await generate({ maximumPrice: 0.01 }, { items: prompts('a', 'b') });
		expect(error?.message).toBe('This job costs $0.5, more than the $0.01 of "Maximum Price (USD)"');
		expect(error?.context).toMatchObject({ itemIndex: 1 });
	});

	it('leaves out only the dear items under Continue On Fail', async () => {
		api.price('/txt2img', 0.5);
		api.price('/txt2img', 0.001);
		api.submit('/txt2img', 'r2', (body) => body.prompt === 'b');
		const { output } = await generate(
			{ maximumPrice: 0.01 },
			{ items: prompts('a', 'b'), parameters: { waitMode: 'dontWait' }, node: { onError: 'continueRegularOutput' } },
		);
		expect(output[0].json.error).toMatchObject({ message: expect.stringContaining('costs $0.5') });
		expect(output[1].json.request_id).toBe('r2');
	});
});

describe('an empty wallet', () => {
	it('says what is in it and what is missing', async () => {
		api.refuse('/txt2img', 422, { message: 'Invalid.', errors: { balance: ['Not enough balance.'] } });
		api.balance(0.001);
		api.price('/txt2img', 0.0041);
		const { error } = await generate({});
		expect(error?.message).toBe('The balance of the deAPI account is too low: Not enough balance.');
		expect(error?.description).toContain('This job costs $0.0041, the account has $0.001: $0.0031 are missing.');
		expect(error?.description).toContain('Top up the account');
	});
});
