import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import { forgetCatalog, modelsFor } from '../../../../nodes/shared/api/models.ts';
import { API, BASE_URL, executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';

const entry = (slug: string, more = {}) => ({ slug, name: slug, inference_types: ['txt2img'], info: [], ...more });

const page = (number: number, body: object) =>
	nock(BASE_URL)
		.get(`${API}/models`)
		.query((query) => query.page === String(number))
		.reply(200, body);

const slugs = async (context = executeContext(), timing = simulatedTiming()) =>
	(await modelsFor(new Api(context, timing), 'txt2img')).map(({ slug }) => slug);

beforeEach(forgetCatalog);

describe('modelsFor', () => {
	it('walks all pages', async () => {
		page(1, { data: [entry('a')], meta: { last_page: 3 } });
		page(2, { data: [entry('b')], meta: { last_page: 3 } });
		page(3, { data: [entry('c')], meta: { last_page: 3 } });
		expect(await slugs()).toEqual(['a', 'b', 'c']);
	});

	it('asks for pages under both names that are said to work', async () => {
		nock(BASE_URL).get(`${API}/models`).query({ limit: 50, page: 1 }).reply(200, { data: [] });
		expect(await slugs()).toEqual([]);
	});

	it('understands a catalog that is wrapped twice', async () => {
		page(1, { data: { data: [entry('a')], meta: { last_page: 2 } } });
		page(2, { data: { data: [entry('b')], meta: { last_page: 2 } } });
		expect(await slugs()).toEqual(['a', 'b']);
	});

	it('keeps the models of the task only, whatever spells it', async () => {
		page(1, {
			data: [
				entry('dashes', { inference_types: ['img-rmbg'] }),
				entry('underscores', { inference_types: ['img_rmbg'] }),
				entry('keys', { inference_types: { 'img-rmbg': {} } }),
				entry('other'),
			],
		});
		const models = await modelsFor(new Api(executeContext(), simulatedTiming()), 'img-rmbg');
		expect(models.map(({ slug }) => slug)).toEqual(['dashes', 'underscores', 'keys']);
	});

	it('reads numbers and flags in every form that the API uses', async () => {
		const limits = { min_width: 128, resolution_step: '16', languages: ['en'], max_steps: null };
		const features = { supports_steps: '1', supports_guidance: '0', supports_negative_prompt: true };
		page(1, { data: [entry('a', { info: { limits, features, defaults: { width: 768 } } })] });
		const [model] = await modelsFor(new Api(executeContext(), simulatedTiming()), 'txt2img');
		expect(model.limits).toEqual({ min_width: 128, resolution_step: 16 });
		expect(model.features).toEqual({ supports_steps: true, supports_guidance: false, supports_negative_prompt: true });
		expect(model.defaults).toEqual({ width: 768 });
	});

	it('keeps a catalog for five minutes, and per credential', async () => {
		const timing = simulatedTiming();
		page(1, { data: [entry('first')] });
		expect(await slugs(executeContext(), timing)).toEqual(['first']);
		timing.advance(299_999);
		expect(await slugs(executeContext(), timing)).toEqual(['first']);

		page(1, { data: [entry('of another account')] });
		expect(await slugs(executeContext({ credentials: { apiKey: 'other' } }), timing)).toEqual(['of another account']);

		timing.advance(1);
		page(1, { data: [entry('second')] });
		expect(await slugs(executeContext(), timing)).toEqual(['second']);
	});

	it('does not keep a catalog that did not come', async () => {
		nock(BASE_URL).get(`${API}/models`).query(true).reply(404, {});
		await expect(slugs()).rejects.toThrow('deAPI does not know');
		page(1, { data: [entry('a')] });
		expect(await slugs()).toEqual(['a']);
	});

	it('asks once for many items at the same time', async () => {
		page(1, { data: [entry('a')] });
		expect(await Promise.all([slugs(), slugs(), slugs()])).toEqual([['a'], ['a'], ['a']]);
	});
});
