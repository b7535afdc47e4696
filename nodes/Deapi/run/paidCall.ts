import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { unwrap } from '../../shared/api/client';
import { ApiError } from '../../shared/api/errors';
import { toQuery } from '../../shared/api/requestBody';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { PaidCallOperation } from '../operations/operation';
import { alone } from './build/batch';
import { buildPaidCall } from './build/request';
import type { ItemRequest } from './build/request';
import { failRequest } from './money/paidRequest';
import { keepToPrices } from './money/price';
import { attemptEach } from './state/attempts';
import type { RunContext } from './state/context';
import { stopAtDoubt } from './state/failures';
import { forgetFailures, remember } from './state/history';
import { inRun } from './state/inRun';
import { finish } from './state/finish';
import type { Output } from './state/finish';
import { requestsToSend } from './state/requests';
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
	return await inRun(n8n, operation, timing, buyAnswers);
}

async function buyAnswers(ctx: RunContext<PaidCallOperation>): Promise<INodeExecutionData[][]> {
	const { options, run } = ctx;
	forgetFailures(run);
	const requests = await requestsToSend(ctx, async (itemIndex) => [await buildPaidCall(ctx, itemIndex)]);
	stopAtDoubt(ctx);
	const bought = 'the answer may have been made and billed';
	await attemptEach(
		ctx,
		await keepToPrices(ctx, requests),
		options.concurrency,
		async (request, isOver) => await buy(ctx, request, isOver),
		async (request, error) => await failRequest(ctx, alone(request), error, bought),
	);
	return [finish(ctx, answeredItems(run))];
}

/** Costs money. */
async function buy({ api, operation, run }: RunContext<PaidCallOperation>, request: ItemRequest, isOver: () => boolean): Promise<void> {
	const { itemIndex, fingerprint, endpoint, body, price } = request;
	const paid = operation.method === 'GET' ? { endpoint, query: toQuery(body), isRead: false } : { endpoint, body };
	const answer = unwrap(await api.request({ ...paid, isOver }));
	if (typeof answer.prompt !== 'string' || answer.prompt === '') throw new ApiError('deAPI took the request but sent no prompt');
	const json = { ...operation.output(body as IDataObject, answer as IDataObject), ...(price !== undefined && { price }) };
	remember(run, { itemIndex }, { answer: { fingerprint, json } });
}

function answeredItems({ items }: Run): Output[] {
	return Object.entries(items).flatMap(([itemIndex, { answer }]) =>
		answer ? [{ itemIndex: Number(itemIndex), data: { json: answer.json } }] : [],
	);
}
