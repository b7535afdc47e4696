import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import { TASKS } from '../../../../nodes/shared/api/model.ts';
import type { Task } from '../../../../nodes/shared/api/model.ts';
import { allModels, forgetCatalog, modelsFor } from '../../../../nodes/shared/api/models.ts';
import { catalog } from '../../../support/emulator/catalog.mts';
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
		nock(BASE_URL)
			.get(`${API}/models`)
			.query({ limit: 50, page: 1 })
			.reply(200, { data: [entry('a')] });
		expect(await slugs()).toEqual(['a']);
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

		timing.advance(2);
		page(1, { data: [entry('second')] });
		expect(await slugs(executeContext(), timing)).toEqual(['second']);
	});

	it('does not keep a catalog that did not come', async () => {
		nock(BASE_URL).get(`${API}/models`).query(true).reply(404, {});
		await expect(slugs()).rejects.toThrow('deAPI does not know');
		page(1, { data: [entry('a')] });
		expect(await slugs()).toEqual(['a']);
	});

	it('keeps those of the versions of the API apart', async () => {
		page(1, { data: [entry('of v2')] });
		expect(await slugs()).toEqual(['of v2']);
		nock(BASE_URL)
			.get('/api/v1/client/models')
			.query(true)
			.reply(200, { data: [entry('of v1')] });
		expect(await slugs(executeContext({ credentials: { apiVersion: 'v1' } }))).toEqual(['of v1']);
	});

	it('takes a bare list for a catalog', async () => {
		page(1, [entry('a'), entry('b')]);
		expect(await slugs()).toEqual(['a', 'b']);
	});

	it('leaves out what has no name', async () => {
		page(1, { data: [{}, null, 'a', { slug: null, inference_types: ['txt2img'] }, entry('b')] });
		expect(await slugs()).toEqual(['b']);
	});

	it.each([
		[{ data: [] }, 'deAPI answered with an empty catalog of models'],
		[[], 'deAPI answered with an empty catalog of models'],
		[{ data: [{}, null] }, 'deAPI answered with an empty catalog of models'],
		[{ data: { data: [] } }, 'deAPI answered with an empty catalog of models'],
		[{}, 'deAPI answered without its catalog of models'],
		[{ data: null }, 'deAPI answered without its catalog of models'],
		[{ data: { a: {} } }, 'deAPI answered without its catalog of models'],
		[{ data: 'soon' }, 'deAPI answered without its catalog of models'],
		[{ success: true }, 'deAPI answered without its catalog of models'],
		[{ success: false, message: 'Maintenance' }, 'deAPI answered with an error: Maintenance'],
		[{ success: false, data: [], message: 'Maintenance' }, 'deAPI answered with an error: Maintenance'],
		[{ error: 'Maintenance' }, 'deAPI answered with an error: Maintenance'],
	])('takes the odd answer %j for an error, and does not keep it', async (body, message) => {
		page(1, body);
		await expect(slugs()).rejects.toThrow(message);
		page(1, { data: [entry('a')] });
		expect(await slugs()).toEqual(['a']);
	});

	it('takes no part of a catalog for the whole', async () => {
		page(1, { data: [entry('a')], meta: { last_page: 2 } });
		page(2, { success: false, message: 'Maintenance' });
		await expect(slugs()).rejects.toThrow('Maintenance');
	});

	it('asks once for many items at the same time', async () => {
		page(1, { data: [entry('a')] });
		expect(await Promise.all([slugs(), slugs(), slugs()])).toEqual([['a'], ['a'], ['a']]);
	});
});

describe('what executions share', () => {
	/** Every object in a value, with the way there, that somebody could change. */
	const changeable = (value: unknown, path: string): string[] => {
		if (typeof value !== 'object' || value === null) return [];
		const within = Object.entries(value).flatMap(([key, entry]) => changeable(entry, `${path}.${key}`));
		return Object.isFrozen(value) ? within : [path, ...within];
	};

	it('cannot be changed by whoever is handed it', async () => {
		page(1, { data: catalog });
		const api = new Api(executeContext(), simulatedTiming());
		expect(changeable(await allModels(api), 'all')).toEqual([]);
		for (const task of Object.keys(TASKS) as Task[]) {
			const models = await modelsFor(api, task);
			// The list is the caller's own.
			models.reverse();
			expect(models.flatMap((model) => changeable(model, model.slug))).toEqual([]);
		}
	});

	/** An execution whose sleep it is told of, and that can be cancelled. */
	function execution() {
		const controller = new AbortController();
		const timing = simulatedTiming();
		return { api: new Api(executeContext({ signal: controller.signal }), timing), controller, timing };
	}

	it('is fetched on where the execution that has begun is cancelled while it waits', async () => {
		const [first, second] = [execution(), execution()];
		let goOn = (): void => undefined;
		const asleep = new Promise<void>((settle) => {
			first.timing.sleep = async () => {
				settle();
				await new Promise<void>((wake) => (goOn = wake));
			};
		});
		nock(BASE_URL).get(`${API}/models`).query(true).reply(500, {});
		page(1, { data: [entry('a')] });
		const [ofFirst, ofSecond] = [allModels(first.api), allModels(second.api)];
		await asleep;
		first.controller.abort();
		await expect(ofFirst).rejects.toThrow('The execution was cancelled');
		goOn();
		expect((await ofSecond).map(({ slug }) => slug)).toEqual(['a']);
	});

	it('is fetched on where n8n would break off the request itself', async () => {
		const [first, second] = [execution(), execution()];
		nock(BASE_URL)
			.get(`${API}/models`)
			.query(true)
			.delay(50)
			.reply(200, { data: [entry('a')] });
		const [ofFirst, ofSecond] = [allModels(first.api), allModels(second.api)];
		await new Promise((settle) => setImmediate(settle));
		first.controller.abort();
		await expect(ofFirst).rejects.toThrow('The execution was cancelled');
		expect((await ofSecond).map(({ slug }) => slug)).toEqual(['a']);
	});

	it('fails for all that wait for it, and none of them asks again for each of its items', async () => {
		const [first, second] = [execution(), execution()];
		nock(BASE_URL).get(`${API}/models`).query(true).reply(404, { message: 'Gone.' });
		const both = await Promise.allSettled([allModels(first.api), allModels(second.api)]);
		expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		for (const { api } of [first, second]) await expect(allModels(api)).rejects.toThrow('Gone.');
	});
});
