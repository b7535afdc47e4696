import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { unwrap } from '../../shared/api/client';
import { toQuery } from '../../shared/api/requestBody';
import { forEachConcurrently } from '../../shared/util/concurrency';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { PaidCallOperation } from '../operations/operation';
import { alone } from './build/batch';
import { buildPaidCall } from './build/request';
import type { ItemRequest } from './build/request';
import { failRequest } from './money/paidRequest';
import { priceItem, priceItems } from './money/price';
import { openContext } from './state/context';
import type { RunContext } from './state/context';
import { stopAtDoubt } from './state/failures';
import { forgetFailures, remember } from './state/history';
import { finish, requestsToSend } from './state/items';
import type { Run } from './state/run';

/**
 * Buys an answer for every item. What is paid for is kept until all items have theirs, so that Retry On
 * Fail buys only what is missing.
 */
export async function executePaidCalls(
	n8n: IExecuteFunctions,
	operation: PaidCallOperation,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const ctx = openContext(n8n, operation, timing);
	const { options, run } = ctx;
	forgetFailures(run);
	let requests = await requestsToSend(ctx, async (itemIndex) => await buildPaidCall(ctx, itemIndex));
	if (options.estimatePriceOnly) return [finish(ctx, (await priceItems(ctx, requests, Infinity)).map(priceItem))];

	stopAtDoubt(ctx);
	if (options.maximumPrice !== undefined) requests = await priceItems(ctx, requests);
	await forEachConcurrently(requests, options.concurrency, async (request) => await tryBuy(ctx, request));
	return [finish(ctx, answeredItems(run))];
}

/** Costs money. */
async function tryBuy(ctx: RunContext<PaidCallOperation>, request: ItemRequest): Promise<void> {
	const { api, operation, run } = ctx;
	const { itemIndex, fingerprint, endpoint: path, body, price } = request;
	try {
		const paid = operation.method === 'GET' ? { path, query: toQuery(body), isRead: false } : { path, body };
		const answer = unwrap(await api.request(paid));
		const json = { ...operation.output(body as IDataObject, answer as IDataObject), ...(price !== undefined && { price }) };
		remember(run, itemIndex, { answer: { fingerprint, json } });
	} catch (error) {
		await failRequest(ctx, alone(request), error, 'the answer may have been made and billed');
	}
}

function answeredItems({ items }: Run): INodeExecutionData[] {
	return Object.entries(items).flatMap(([itemIndex, { answer }]) =>
		answer ? [{ json: answer.json, pairedItem: { item: Number(itemIndex) } }] : [],
	);
}
