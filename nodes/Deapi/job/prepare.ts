import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { modelsFor } from '../../shared/catalogue';
import type { Model } from '../../shared/catalogue';
import { InputError } from '../../shared/errors';
import { isFilePart } from '../../shared/multipart';
import type { RequestBody } from '../../shared/multipart';
import type { Timing } from '../../shared/timing';
import type { ItemParameters } from '../fields/field';
import type { Submission } from '../operations/types';
import { itemParameters } from './parameters';

/** A request that is complete and within the model's limits, but not yet sent. */
export interface PreparedRequest {
	itemIndex: number;
	model: string;
	body: RequestBody;
	fingerprint: string;
	/** In USD, once it was asked for. */
	price?: number;
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
	const models = await modelsFor(context, operation.task, timing);
	const model = chooseModel(models, item, unavailable, operation);
	const body: RequestBody = { model: model.slug };
	for (const field of operation.fields) {
		Object.assign(body, await field.write(item, model));
	}
	return { itemIndex, model: model.slug, body, fingerprint: fingerprint(operation, body, isSeedDrawn(context, itemIndex)) };
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
function fingerprint({ endpoint }: Submission, body: RequestBody, seedIsDrawn: boolean): string {
	const parts = Object.entries(body)
		.filter(([name]) => !(seedIsDrawn && name === 'seed'))
		.map(([name, value]) => [name, isFilePart(value) ? [value.fileName, value.mimeType, value.size] : value]);
	return createHash('sha256').update(JSON.stringify([endpoint, parts])).digest('base64url');
}

function isSeedDrawn(context: IExecuteFunctions, itemIndex: number): boolean {
	return Number(context.getNodeParameter('options.seed', itemIndex, -1)) < 0;
}
