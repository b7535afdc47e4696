import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { apiRequest, unwrap } from '../../shared/api/client';
import { toQuery } from '../../shared/api/requestBody';
import { forEachConcurrently } from '../../shared/util/concurrency';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { Purchase } from '../operations/operation';
import { preparePurchase } from './build/request';
import type { PreparedRequest } from './build/request';
import { failRequest } from './money/paidRequest';
import { priceItem, priceItems } from './money/price';
import { output } from './output';
import type { Submitting } from './state/context';
import { isInDoubt, stopAtDoubt } from './state/failures';
import { prepareItems } from './state/items';
import { runOptions } from './state/options';
import { openRun } from './state/run';

/**
 * Buys an answer for every item. What is paid for is kept until all items have theirs, so that Retry On
 * Fail buys only what is missing.
 */
export async function executePurchase(
	context: IExecuteFunctions,
	operation: Purchase,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const run = openRun(context);
	const options = runOptions(context, {});
	const submitting: Submitting<Purchase> = { context, operation, run, options, timing };
	run.failures = run.failures.filter(isInDoubt);
	let requests = await requestsToSend(submitting);
	if (options.estimatePriceOnly) {
		const unlimited = { ...submitting, options: { ...options, maximumPrice: undefined } };
		return [output(context, run, (await priceItems(unlimited, requests)).map(priceItem))];
	}

	stopAtDoubt(context, run);
	if (options.maximumPrice !== undefined) requests = await priceItems(submitting, requests);
	await forEachConcurrently(requests, options.concurrency, async (request) => await tryBuy(submitting, request));
	const items = Object.entries(run.answers).map(([itemIndex, { json }]) => ({ json, pairedItem: { item: Number(itemIndex) } }));
	return [output(context, run, items)];
}

async function requestsToSend(submitting: Submitting<Purchase>): Promise<PreparedRequest[]> {
	const { context, operation, run } = submitting;
	const answered = Object.entries(run.answers).map(([itemIndex, { fingerprint }]) => ({ itemIndex: Number(itemIndex), fingerprint }));
	const prepare = async (itemIndex: number) => await preparePurchase(context, operation, itemIndex);
	const { requests, outdated } = await prepareItems(submitting, [...run.failures, ...answered], prepare);
	for (const itemIndex of outdated) delete run.answers[itemIndex];
	return requests;
}

/** Costs money. */
async function tryBuy(submitting: Submitting<Purchase>, request: PreparedRequest): Promise<void> {
	const { context, operation, run, timing } = submitting;
	const { endpoint: path, body } = request;
	const [{ itemIndex, fingerprint = '', price }] = request.shares;
	try {
		const paid = operation.method === 'GET' ? { path, query: toQuery(body), isRead: false } : { path, body };
		const answer = unwrap(await apiRequest(context, paid, timing));
		const json = { ...operation.output(body as IDataObject, answer as IDataObject), ...(price !== undefined && { price }) };
		run.answers[itemIndex] = { fingerprint, json };
	} catch (cause) {
		await failRequest(submitting, request, cause, 'the answer may have been made and billed');
	}
}
