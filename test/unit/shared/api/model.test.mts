import { describe, expect, it } from 'vitest';

import { canonicalTask, findChoice, NO_MODEL, parseModel } from '../../../../nodes/shared/api/model.ts';

const entry = { slug: 'a', name: 'A', inference_types: ['txt2img'], info: [] };

describe('parseModel', () => {
	it.each([
		[{}, false],
		[{ tags: [], status: 'standard_model' }, false],
		[{ tags: ['new', 'beta'] }, false],
		[{ tags: ['experimental'] }, true],
		[{ status: 'test_model' }, true],
		[{ tags: 'experimental' }, false],
	])('knows by %j whether a partner runs it', (more, isPartner) => {
		expect(parseModel({ ...entry, ...more }).isPartner).toBe(isPartner);
	});

	it('reads what is listed among the limits, as texts', () => {
		const limits = { max_width: 8, timestamp_levels: ['segment', 'word'], available_ratios: [24000, '48000'], languages: null };
		const { lists, limits: numbers, sampleRates } = parseModel({ ...entry, info: { limits } });
		expect(lists).toEqual({ timestamp_levels: ['segment', 'word'], available_ratios: ['24000', '48000'] });
		expect(numbers).toEqual({ max_width: 8 });
		expect(sampleRates).toEqual([24000, 48000]);
	});
});

describe('an odd entry of the catalog', () => {
	const infoOf = (info: object) => parseModel({ ...entry, info });

	it('says nothing of a feature by null', () => {
		const features = {
			a: null,
			b: '',
			c: 'maybe',
			d: {},
			e: [],
			f: 2,
			g: true,
			h: 'TRUE',
			i: 1,
			j: ' 1 ',
			k: false,
			l: 'False',
			m: 0,
			n: '0',
		};
		expect(infoOf({ features }).features).toEqual({
			...{ g: true, h: true, i: true, j: true },
			...{ k: false, l: false, m: false, n: false },
		});
	});

	it.each([
		['txt2img', ['txt2img']],
		['txt2img, img_rmbg', ['txt2img', 'img-rmbg']],
		[{ txt2img: {} }, ['txt2img']],
		[['txt2img', null, { toString: 1 }], ['txt2img']],
		[null, []],
		[undefined, []],
		[7, ['7']],
	])('has by the inference types %j the tasks %j', (inference_types, tasks) => {
		expect(parseModel({ ...entry, inference_types }).tasks).toEqual(tasks);
	});

	it('has no limit that is no finite number', () => {
		const limits = { a: ' ', b: '', c: null, d: '1e999', e: true, f: {}, g: '8', h: 0 };
		expect(infoOf({ limits }).limits).toEqual({ g: 8, h: 0 });
	});

	it('may have lists and choices that are none', () => {
		const odd: unknown[] = [null, 'a', {}, { toString: 1 }, { slug: { toString: 1 } }, { name: null }, { slug: 'x' }, { name: 'Y' }];
		const choices = [
			{ slug: 'x', name: 'x' },
			{ slug: 'Y', name: 'Y' },
		];
		const languages = odd.map((language) => (typeof language === 'object' ? { ...language, voices: odd } : language));
		const model = parseModel({
			...entry,
			languages,
			loras: odd,
			tags: [{ toString: 1 }, 'new'],
			info: { limits: { list: [{ toString: 1 }, 'b'] } },
		});
		expect(model.languages).toEqual(choices.map((choice) => ({ ...choice, voices: choices })));
		expect(model.loras).toEqual([{ slug: 'Y', name: 'Y' }]);
		expect([model.tags, model.lists]).toEqual([['new'], { list: ['b'] }]);
	});
});

it.each(Object.getOwnPropertyNames(Object.prototype))('takes no name of JavaScript for another: %s', (name) => {
	expect(canonicalTask(name)).toBe(name.replace(/_/g, '-'));
	expect(parseModel({ ...entry, inference_types: name }).tasks).toEqual([name.replace(/_/g, '-')]);
});

it('has a model for none, which nobody can change', () => {
	expect(Object.values(NO_MODEL).every((value) => Object.isFrozen(value))).toBe(true);
});

describe('findChoice', () => {
	const choices = [
		{ slug: 'Flux', name: 'FLUX.1 Schnell' },
		{ slug: 'flux', name: 'Another' },
		{ slug: 'gpt-image-2', name: 'Flux' },
	];

	it.each([
		['flux', 'flux'],
		['Flux', 'Flux'],
		['FLUX', 'Flux'],
		['flux.1 schnell', 'Flux'],
		['GPT-Image-2', 'gpt-image-2'],
		['another', 'flux'],
		['', undefined],
		['nothing', undefined],
	])('finds by %j the slug %j: its own before other cases, a slug before a name', (wanted, slug) => {
		expect(findChoice(choices, wanted)?.slug).toBe(slug);
	});
});
