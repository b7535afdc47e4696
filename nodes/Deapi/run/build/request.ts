import { createHash } from 'crypto';

import { USE_V2 } from '../../../shared/api/requestOptions';
import type { ApiVersion, PaidEndpoint } from '../../../shared/api/endpoints';
import { NO_MODEL } from '../../../shared/api/model';
import { modelsFor } from '../../../shared/api/models';
import { isFilePart } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import { applies } from '../../fields/field';
import { isBlank } from '../../fields/values';
import type { Field, ItemParameters, WriteScope } from '../../fields/field';
import { boosterRequest, readersOf } from '../../operations/booster';
import { modelsAbleTo, routeOf } from '../../operations/operation';
import type { JobOperation, PaidCallOperation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import { historyOf } from '../state/history';
import { itemOptions } from '../state/options';
import type { ItemOptions } from '../state/options';
import { callbackOfUser } from './jobCallback';
import type { JobCallback } from './jobCallback';
import { chooseModel } from './model';
import { itemParameters } from './parameters';

/** What one item asks for: complete and within the model's limits, but not yet sent. */
export interface ItemRequest {
	itemIndex: number;
	/** Identifies what is asked for: with other parameters, the item has another one. */
	fingerprint: string;
	endpoint: PaidEndpoint;
	/** The model's slug; empty where none is needed. */
	model: string;
	body: RequestBody;
	options: ItemOptions;
	/** "Callback URL". */
	callback?: JobCallback;
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
export async function buildRequest(ctx: RunContext, itemIndex: number): Promise<ItemRequest> {
	const { n8n, api, operation, run } = ctx;
	const options = itemOptions(n8n, itemIndex);
	const item = itemParameters(ctx, itemIndex);
	const { endpoint, task } = routeOf(operation, item.raw);
	const models = modelsAbleTo(operation, await modelsFor(api, task));
	const model = chooseModel(models, item, historyOf(run, itemIndex).downModels ?? [], operation);
	const body: RequestBody = { model: model.slug, ...operation.constants };
	const credentials = await api.credentials();
	const { apiVersion } = credentials;
	const callback = callbackOfUser(options.callbackUrl, credentials);
	if (options.boostPrompt && apiVersion === 'v1') throw onlyInV2('Enhance Prompt First');
	await writeFields(operation.fields, { item, model, body }, apiVersion);
	const identity = { itemIndex, fingerprint: fingerprint(endpoint, body, isSeedDrawn(operation, item)) };
	return { ...identity, endpoint, model: model.slug, body, options, callback };
}

/** The same for what is answered at once. */
export async function buildPaidCall(ctx: RunContext<PaidCallOperation>, itemIndex: number): Promise<ItemRequest> {
	const { n8n, api, operation } = ctx;
	const { endpoint, fields, booster, name } = operation;
	const options = itemOptions(n8n, itemIndex);
	const item = itemParameters(ctx, itemIndex);
	const { apiVersion } = await api.credentials();
	if (endpoint.v1 === undefined && apiVersion === 'v1') throw onlyInV2(name);
	const fieldsBody: RequestBody = {};
	await writeFields(fields, { item, model: NO_MODEL, body: fieldsBody }, apiVersion);
	const model = booster ? chooseModel(await modelsFor(api, readersOf(booster, fieldsBody)), item, [], operation).slug : '';
	const body = booster ? boosterRequest(booster, fieldsBody, model) : fieldsBody;
	return { itemIndex, fingerprint: fingerprint(endpoint, body, false), endpoint, model, body, options };
}

/** One after the other: a field may depend on what those before it have written. */
async function writeFields(fields: Field[], scope: WriteScope, apiVersion: ApiVersion): Promise<void> {
	const { item, body } = scope;
	for (const field of fields) {
		if (!applies(field, item.raw)) continue;
		const value = item.get(field);
		if (field.isV2 && apiVersion === 'v1') assertNotAsked(field, value);
		else Object.assign(body, await field.write(value, scope));
	}
}

function assertNotAsked({ label }: Field, value: unknown): void {
	if (!isBlank(value) && value !== false && value !== 'false') throw onlyInV2(label);
}

function onlyInV2(label: string): InputError {
	return new InputError(label, `"${label}" needs version 2 of deAPI's API, and the credential says version 1`, USE_V2);
}

/** What makes two requests the same to the user: all but a seed that was drawn for this one only. */
function fingerprint({ v1, v2 }: PaidEndpoint, body: RequestBody, seedIsDrawn: boolean): string {
	const parts = Object.entries(body).filter(([name]) => !(seedIsDrawn && name === 'seed'));
	const plain = (_name: string, value: unknown) => (isFilePart(value) ? [value.fileName, value.mimeType, value.size] : value);
	return (
		createHash('sha256')
			// By the older name, which runs of version 0.5.0 know.
			.update(JSON.stringify([v1 ?? v2, parts], plain))
			.digest('base64url')
	);
}

function isSeedDrawn({ fields }: JobOperation, item: ItemParameters): boolean {
	const seed = fields.find(({ isSeed }) => isSeed);
	return seed !== undefined && Number(item.get(seed) ?? -1) < 0;
}
