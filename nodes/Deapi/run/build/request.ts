import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { modelsFor, NO_MODEL } from '../../../shared/api/models';
import type { Model } from '../../../shared/api/models';
import { isFilePart } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import type { Timing } from '../../../shared/util/timing';
import { applies } from '../../fields/field';
import type { Field, ItemParameters } from '../../fields/field';
import { routeOf } from '../../operations/operation';
import type { Purchase, Submission } from '../../operations/operation';
import type { Share } from '../state/run';
import { itemParameters } from './parameters';

/** A request that is complete and within the model's limits, but not yet sent. */
export interface PreparedRequest {
	shares: Share[];
	/** Below `/api/v1/client`. */
	endpoint: string;
	model: string;
	body: RequestBody;
	/** The prompts of an enhanced one, for the output. */
	prompts?: Record<string, string>;
}

/**
 * Builds and checks the request for one item. Throws an `InputError` where the API would refuse it.
 *
 * @param unavailable models to pass over, because they were found to be down
 */
export async function prepareRequest(
	context: IExecuteFunctions,
	operation: Submission,
	itemIndex: number,
	unavailable: string[],
	timing: Timing,
): Promise<PreparedRequest> {
	const item = itemParameters(context, itemIndex);
	const { endpoint, task } = routeOf(operation, item.raw);
	const models = ableTo(operation, await modelsFor(context, task, timing));
	const model = chooseModel(models, item, unavailable, operation);
	const body: RequestBody = { model: model.slug, ...operation.constants };
	await writeFields(operation.fields, item, model, body);
	const share = { itemIndex, fingerprint: fingerprint(endpoint, body, isSeedDrawn(operation, item)) };
	return { shares: [share], endpoint, model: model.slug, body };
}

/** The same for what needs no model, and is answered at once. */
export async function preparePurchase(context: IExecuteFunctions, operation: Purchase, itemIndex: number): Promise<PreparedRequest> {
	const { endpoint, fields } = operation;
	const body: RequestBody = {};
	await writeFields(fields, itemParameters(context, itemIndex), NO_MODEL, body);
	return { shares: [{ itemIndex, fingerprint: fingerprint(endpoint, body, false) }], endpoint, model: '', body };
}

/** One after the other: a field may depend on what those before it have written. */
async function writeFields(fields: Field[], item: ItemParameters, model: Model, body: RequestBody): Promise<void> {
	for (const field of fields) {
		if (applies(field, item.raw)) Object.assign(body, await field.write(item, model, body));
	}
}

/** The models that have what the operation needs, or of which the catalogue does not say. */
export function ableTo({ needs }: Submission, models: Model[]): Model[] {
	return models.filter(({ features }) => !needs || needs.some((feature) => features[feature] !== false));
}

/** The slugs of Fallback Models: chosen from the list, or a text with commas from an expression. */
export function fallbackModels(item: ItemParameters): string[] {
	const given = item.raw('options.fallbackModels') ?? [];
	const list = Array.isArray(given) ? given.map(String) : String(given).split(',');
	return list.map((slug) => slug.trim()).filter((slug) => slug !== '');
}

function chooseModel(models: Model[], item: ItemParameters, unavailable: string[], operation: Submission): Model {
	const wanted = String(item.raw('model') ?? '').trim();
	const first = wanted === '' ? models[0]?.slug : wanted;
	const candidates = [first, ...fallbackModels(item)].filter((slug) => !unavailable.includes(slug));
	const model = candidates.map((candidate) => models.find(({ slug }) => slug === candidate)).find(Boolean);
	if (model) return model;
	const known = models.map(({ slug }) => slug).join(', ');
	if (unavailable.length > 0) {
		throw new InputError(
			'Fallback Models',
			`The model ${unavailable.join(', ')} is not available at the moment, and "Fallback Models" names no other one that deAPI has`,
			`Choose from: ${known}.`,
		);
	}
	throw new InputError(
		'Model',
		wanted === ''
			? `deAPI has no model for "${operation.name}" at the moment`
			: `"Model" is ${JSON.stringify(wanted)}, which deAPI does not have for "${operation.name}"`,
		known === '' ? 'Try again later, or look at deapi.ai/models.' : `Choose one of: ${known}.`,
	);
}

/** What makes two requests the same to the user: all but a seed that was drawn for this one only. */
function fingerprint(endpoint: string, body: RequestBody, seedIsDrawn: boolean): string {
	const parts = Object.entries(body).filter(([name]) => !(seedIsDrawn && name === 'seed'));
	const plain = (_name: string, value: unknown) => (isFilePart(value) ? [value.fileName, value.mimeType, value.size] : value);
	return createHash('sha256')
		.update(JSON.stringify([endpoint, parts], plain))
		.digest('base64url');
}

function isSeedDrawn({ fields }: Submission, item: ItemParameters): boolean {
	const seed = fields.find(({ kind }) => kind === 'seed');
	return seed !== undefined && Number(item.get(seed) ?? -1) < 0;
}
