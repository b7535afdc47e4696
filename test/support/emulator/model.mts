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
	/** e.g. `experimental`; neither these nor the status are known to version 1. */
	tags: string[];
	status: 'standard_model' | 'test_model';
	/** An empty list where there is nothing to say, as PHP has it. */
	info: Info | [];
	loras: Array<{ display_name: string; name: string }> | null;
	languages: Language[] | null;
}

type More = Partial<Pick<CatalogModel, 'loras' | 'languages' | 'tags' | 'status'>>;

/** An entry of the catalog. */
export function model(name: string, slug: string, inference_types: string[], info: Info | [], more: More = {}): CatalogModel {
	return { name, slug, inference_types, tags: [], status: 'standard_model', info, loras: null, languages: null, ...more };
}

export function range(stem: string, min: unknown, max: unknown): Record<string, unknown> {
	return { [`min_${stem}`]: min, [`max_${stem}`]: max };
}

export function square(min: number, max: number): Record<string, unknown> {
	return { ...range('width', min, max), ...range('height', min, max) };
}

/** Limits that hold though the catalog does not publish them. */
const UNPUBLISHED: Record<string, Record<string, unknown>> = { MiniMaxH3_33B_Turbo_INT8: range('steps', 8, 8) };

/** The model's limits, without those that are no numbers. */
export function limitsOf({ slug, info }: CatalogModel): Record<string, number> {
	const limits = { ...(Array.isArray(info) ? {} : info.limits), ...UNPUBLISHED[slug] };
	const numbers = Object.entries(limits).map(([key, value]) => [key, typeof value === 'object' ? NaN : Number(value)] as const);
	return Object.fromEntries(numbers.filter(([, value]) => !Number.isNaN(value)));
}

/** Where the catalog says nothing of a feature, the model lacks it. */
export function hasFeature({ info }: CatalogModel, feature: string): boolean {
	const { features = {} } = Array.isArray(info) ? {} : info;
	return [true, 1, '1'].includes(features[feature] as string);
}

/** What the catalog lists in the model's limits, e.g. its `timestamp_levels`. */
export function listOf({ info }: CatalogModel, key: string): string[] | undefined {
	const list = Array.isArray(info) ? undefined : info.limits?.[key];
	return Array.isArray(list) ? list.map(String) : undefined;
}

/** Those that deAPI hands on to others, for an estimated price (docs/api.md#models). */
export function isPartner({ tags, status }: CatalogModel): boolean {
	return status === 'test_model' && tags.includes('experimental');
}
