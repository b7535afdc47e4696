import { createHash } from 'crypto';

import { USE_V2 } from '../../../shared/api/requestOptions';
import type { ApiVersion, PaidEndpoint } from '../../../shared/api/endpoints';
import { NO_MODEL } from '../../../shared/api/model';
import type { Model } from '../../../shared/api/model';
import { modelsFor } from '../../../shared/api/models';
import { isFilePart } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import { applies } from '../../fields/field';
import { isBlank } from '../../fields/values';
import type { Extent, Field, ItemParameters, Portion, WriteScope } from '../../fields/field';
import { boosterRequest, readersOf } from '../../operations/booster';
import { modelsAbleTo, routeOf } from '../../operations/operation';
import type { JobOperation, PaidCallOperation } from '../../operations/operation';
import type { RunContext } from '../state/context';
import { historyOf } from '../state/history';
import { itemOptions } from '../state/options';
import type { ItemOptions } from '../state/options';
import type { PieceId } from '../state/run';
import { callbackOfUser } from './jobCallback';
import type { JobCallback } from './jobCallback';
import { candidateModels, chooseModel } from './model';
import { itemParameters } from './parameters';

/** What one item asks for, or a piece of it: complete and within the model's limits, but not yet sent. */
export interface ItemRequest extends PieceId {
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
	/** Of all pieces of the item; only where the price was asked for. */
	itemPrice?: number;
	/** Of the boost alone. */
	boostPrice?: number;
	/** The plain prompts and the better ones, for the output. */
	prompts?: Record<string, string>;
}

/**
 * Builds and checks what an item asks for: one job, or one for each of its pieces. Models that were found down for one of them
 * are passed over for that.
 *
 * @throws {InputError} where the API would refuse it
 */
export async function buildRequests(ctx: RunContext, itemIndex: number): Promise<ItemRequest[]> {
	const { n8n, api, operation, run } = ctx;
	const options = itemOptions(n8n, itemIndex);
	const item = itemParameters(ctx, itemIndex);
	const { endpoint, task } = routeOf(operation, item.raw);
	const models = modelsAbleTo(operation, await modelsFor(api, task));
	const credentials = await api.credentials();
	const { apiVersion } = credentials;
	const callback = callbackOfUser(options.callbackUrl, credentials);
	if (options.boostPrompt && apiVersion === 'v1') throw onlyInV2('Enhance Prompt First');
	const candidates = candidateModels(models, item, operation);
	const build = async (id: PieceId): Promise<WriteScope> => {
		const model = chooseModel(models, item, historyOf(run, id).downModels ?? [], operation, candidates);
		const scope: WriteScope = { item, model, body: { model: model.slug, ...operation.constants } };
		await writeFields(operation.fields, scope, apiVersion);
		return scope;
	};
	const requestOf = (id: PieceId, { model, body }: WriteScope): ItemRequest => ({
		...id,
		fingerprint: fingerprint(endpoint, body, isSeedDrawn(operation, item), id.piece?.extent),
		endpoint,
		model: model.slug,
		body,
		options,
		callback,
	});

	const whole = await build({ itemIndex });
	const portions = await divide(operation, whole, candidates);
	if (portions.length < 2) return [requestOf({ itemIndex }, whole)];
	if (options.boostPrompt && portions.some(({ extent }) => extent)) throw boostedInPieces(portions.length);
	const requests: ItemRequest[] = [];
	for (const [index, { changes, extent }] of portions.entries()) {
		const id: PieceId = { itemIndex, piece: { index, of: portions.length, ...(extent && { extent }) } };
		const scope = historyOf(run, id).downModels ? await build(id) : whole;
		requests.push(requestOf(id, { ...scope, body: { ...scope.body, ...changes } }));
	}
	return requests;
}

/** No more than one of an operation's fields asks for several jobs. */
async function divide({ fields }: JobOperation, scope: WriteScope, models: Model[]): Promise<Portion[]> {
	for (const field of fields) {
		const portions = applies(field, scope.item.raw) ? await field.divide?.(scope, models) : undefined;
		if (portions) return portions;
	}
	return [];
}

function boostedInPieces(count: number): InputError {
	return new InputError(
		'Enhance Prompt First',
		`"Enhance Prompt First" is on, and the text is too long for one job: it would take ${count}`,
		'Turn it off, or use a shorter text.',
	);
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
function fingerprint({ v1, v2 }: PaidEndpoint, body: RequestBody, seedIsDrawn: boolean, extent?: Extent): string {
	const parts = Object.entries(body).filter(([name]) => !(seedIsDrawn && name === 'seed'));
	const plain = (_name: string, value: unknown) => (isFilePart(value) ? [value.fileName, value.mimeType, value.size] : value);
	return (
		createHash('sha256')
			// By the older name, which runs of version 0.5.0 know.
			.update(JSON.stringify([v1 ?? v2, parts, ...(extent && 'start' in extent ? [extent] : [])], plain))
			.digest('base64url')
	);
}

function isSeedDrawn({ fields }: JobOperation, item: ItemParameters): boolean {
	const seed = fields.find(({ isSeed }) => isSeed);
	return seed !== undefined && Number(item.get(seed) ?? -1) < 0;
}
