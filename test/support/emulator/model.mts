import type { Language } from './voices.mts';

export interface Info {
	limits?: Record<string, unknown>;
	features?: Record<string, unknown>;
	defaults?: Record<string, unknown>;
}

export interface CatalogModel {
	name: string;
	slug: string;
	inference_types: string[];
	/** An empty list where there is nothing to say, as PHP has it. */
	info: Info | [];
	loras: Array<{ display_name: string; name: string }> | null;
	languages: Language[] | null;
}

type More = Partial<Pick<CatalogModel, 'loras' | 'languages'>>;

/** An entry of the catalog. */
export function model(name: string, slug: string, inference_types: string[], info: Info | [], more: More = {}): CatalogModel {
	return { name, slug, inference_types, info, loras: null, languages: null, ...more };
}

export function range(stem: string, min: unknown, max: unknown): Record<string, unknown> {
	return { [`min_${stem}`]: min, [`max_${stem}`]: max };
}

export function square(min: number, max: number): Record<string, unknown> {
	return { ...range('width', min, max), ...range('height', min, max) };
}

/** The model's limits, without those that are no numbers. */
export function limitsOf({ info }: CatalogModel): Record<string, number> {
	const { limits = {} } = Array.isArray(info) ? {} : info;
	const numbers = Object.entries(limits).map(([key, value]) => [key, typeof value === 'object' ? NaN : Number(value)] as const);
	return Object.fromEntries(numbers.filter(([, value]) => !Number.isNaN(value)));
}

/** Where the catalog says nothing of a feature, the model lacks it. */
export function hasFeature({ info }: CatalogModel, feature: string): boolean {
	const { features = {} } = Array.isArray(info) ? {} : info;
	return [true, 1, '1'].includes(features[feature] as string);
}
