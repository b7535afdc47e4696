import { describe, expect, it } from 'vitest';

import { findChoice, parseModel } from '../../../../nodes/shared/api/model.ts';

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
