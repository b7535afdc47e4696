import type { Field } from './api/fields.mts';
import { tokensOf } from './embeddings.mts';
import { hasFeature, isPartner, listOf } from './model.mts';
import type { CatalogModel } from './model.mts';
import type { Order } from './order.mts';
import { measureFiles } from './uploads.mts';
import type { Objections } from './validation.mts';

/** Holds a field against what the catalog says of the model. */
export async function checkModel(name: string, field: Field, order: Order, model: CatalogModel, object: Objections): Promise<void> {
	const value = order.value(name);
	if (field.notOfPartners && isPartner(model)) object.must('is prohibited.');
	if (field.feature) checkFeature(field.feature, value, model, object);
	if (field.limit) checkLimit(field, amountOf(name, field, order), order.limits, object);
	const step = field.multipleOf && order.limits[field.multipleOf];
	if (step && Number(value) % step !== 0) object.must(`must be a multiple of ${step}.`);
	if (field.tokens) checkTokens([value].flat().map(String), order.limits, object);
	const choices = field.listed && choicesOf(field.listed, order, model);
	if (choices && !chosen(value).every((choice) => choices.includes(choice))) object.invalid();
	await measureFiles(name, field, order, object);
}

/** Asked for only where the API is known to refuse: some models without `supports_steps` need steps (docs/api.md#features). */
function checkFeature(feature: string | Record<string, string>, value: unknown, model: CatalogModel, object: Objections): void {
	if (typeof feature === 'string' && !hasFeature(model, feature)) object.must('is prohibited.');
	if (typeof feature === 'object' && String(value) in feature && !hasFeature(model, feature[String(value)])) {
		object.say(`The selected model does not support ${value}.`);
	}
}

/** Numbers count by their value, texts by their length, files by their number. */
function amountOf(name: string, { type }: Field, order: Order): number {
	if (type === 'files') return order.files(name).length;
	return type === 'string' ? order.text(name).length : order.number(name)!;
}

function checkLimit({ type, limit }: Field, amount: number, limits: Record<string, number>, { must }: Objections): void {
	const { [`min_${limit}`]: min = -Infinity, [`max_${limit}`]: max = Infinity } = limits;
	const unit = type === 'string' ? ' characters' : '';
	if (amount < min) must(`must be at least ${min}${unit}.`);
	if (amount > max) must(type === 'files' ? `must not have more than ${max} items.` : `must not be greater than ${max}${unit}.`);
}

function checkTokens(texts: string[], limits: Record<string, number>, { must }: Objections): void {
	const { max_input_tokens: most = Infinity, max_total_tokens: inAll = Infinity } = limits;
	const counts = texts.map(tokensOf);
	if (counts.some((count) => count > most)) must(`must not have more than ${most} tokens in one text.`);
	if (counts.reduce((sum, count) => sum + count, 0) > inAll) must(`must not have more than ${inAll} tokens in all.`);
}

/** Of models with tiers; the others ignore the field. The catalog does not say under which key it lists them. */
const QUALITIES: Record<string, string[]> = { 'gpt-image-2': ['low', 'medium', 'high', 'auto'] };

/** What the catalog lists for the model; undefined where it lists nothing. */
function choicesOf(listed: NonNullable<Field['listed']>, order: Order, model: CatalogModel): string[] | undefined {
	const { slug, languages, loras } = model;
	if (listed === 'languages') return languages?.map(({ slug }) => slug);
	if (listed === 'voices') return languages?.find(({ slug }) => slug === order.value('lang'))?.voices.map(({ slug }) => slug);
	if (listed === 'loras') return loras?.map(({ name }) => name) ?? [];
	if (listed === 'qualities') return QUALITIES[slug];
	return listOf(model, listed);
}

function chosen(value: unknown): string[] {
	return Array.isArray(value) ? value.map(({ name }) => name) : [String(value)];
}
