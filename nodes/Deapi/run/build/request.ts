import { createHash } from 'crypto';

import { modelsFor, NO_MODEL } from '../../../shared/api/models';
import type { Model } from '../../../shared/api/models';
import { isFilePart } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { applies } from '../../fields/field';
import type { Field, ItemParameters } from '../../fields/field';
import { modelsAbleTo, routeOf } from '../../operations/operation';
import type { JobOperation, PaidCallOperation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import { historyOf } from '../state/history';
import { itemOptions } from '../state/options';
import type { ItemOptions } from '../state/options';
import { chooseModel } from './model';
import { itemParameters } from './parameters';

/** What one item asks for: complete and within the model's limits, but not yet sent. */
export interface ItemRequest {
	itemIndex: number;
	/** Identifies what is asked for: with other parameters, the item has another one. */
	fingerprint: string;
	/** Below `/api/v1/client`. */
	endpoint: string;
	/** The model's slug; empty where none is needed. */
	model: string;
	body: RequestBody;
	options: ItemOptions;
	/** Of the body as it is, in USD, and of the boost; only where it was asked for. */
	price?: number;
	/** Of the boost alone. */
	boostPrice?: number;
	/** The plain prompts and the better ones, for the output. */
	prompts?: Record<string, string>;
}

/**
 * Builds and checks an item's request for a job. Models that were found down for the item are passed over.
 *
 * @throws {InputError} where the API would refuse it
 */
export async function buildRequest({ n8n, api, operation, run }: RunContext, itemIndex: number): Promise<ItemRequest> {
	const options = itemOptions(n8n, itemIndex);
	const item = itemParameters(n8n, itemIndex);
	const { endpoint, task } = routeOf(operation, item.raw);
	const models = modelsAbleTo(operation, await modelsFor(api, task));
	const model = chooseModel(models, item, historyOf(run, itemIndex).downModels ?? [], operation);
	const body: RequestBody = { model: model.slug, ...operation.constants };
	await writeFields(operation.fields, item, model, body);
	return { itemIndex, fingerprint: fingerprint(endpoint, body, isSeedDrawn(operation, item)), endpoint, model: model.slug, body, options };
}

/** The same for what needs no model, and is answered at once. */
export async function buildPaidCall({ n8n, operation }: RunContext<PaidCallOperation>, itemIndex: number): Promise<ItemRequest> {
	const { endpoint, fields } = operation;
	const options = itemOptions(n8n, itemIndex);
	const body: RequestBody = {};
	await writeFields(fields, itemParameters(n8n, itemIndex), NO_MODEL, body);
	return { itemIndex, fingerprint: fingerprint(endpoint, body, false), endpoint, model: '', body, options };
}

/** One after the other: a field may depend on what those before it have written. */
async function writeFields(fields: Field[], item: ItemParameters, model: Model, body: RequestBody): Promise<void> {
	for (const field of fields) {
		if (applies(field, item.raw)) Object.assign(body, await field.write(item.get(field), { item, model, body }));
	}
}

/** What makes two requests the same to the user: all but a seed that was drawn for this one only. */
function fingerprint(endpoint: string, body: RequestBody, seedIsDrawn: boolean): string {
	const parts = Object.entries(body).filter(([name]) => !(seedIsDrawn && name === 'seed'));
	const plain = (_name: string, value: unknown) => (isFilePart(value) ? [value.fileName, value.mimeType, value.size] : value);
	return createHash('sha256')
		.update(JSON.stringify([endpoint, parts], plain))
		.digest('base64url');
}

function isSeedDrawn({ fields }: JobOperation, item: ItemParameters): boolean {
	const seed = fields.find(({ isSeed }) => isSeed);
	return seed !== undefined && Number(item.get(seed) ?? -1) < 0;
}
