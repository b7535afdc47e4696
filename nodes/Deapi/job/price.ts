import type { INodeExecutionData } from 'n8n-workflow';

import { INSUFFICIENT_BALANCE } from '../../shared/answers';
import { apiRequest, unwrap } from '../../shared/client';
import type { ApiContext } from '../../shared/client';
import { forEachConcurrently } from '../../shared/concurrency';
import { ApiError, InputError } from '../../shared/errors';
import type { Timing } from '../../shared/timing';
import type { Submission } from '../operations/types';
import { failItem } from './failures';
import type { PreparedRequest } from './prepare';
import type { Submitting } from './submitting';

/** What a request would cost in USD: facts file §1.4, the same body as the job's. Costs nothing. */
async function priceOf(
	context: ApiContext,
	{ endpoint, encoding }: Submission,
	{ body }: PreparedRequest,
	timing: Timing,
): Promise<number> {
	const answer = await apiRequest(context, { path: `${endpoint}/price-calculation`, encoding, body, isRead: true }, timing);
	const price = Number(unwrap(answer).price);
	if (Number.isFinite(price)) return price;
	throw new ApiError('deAPI gave no price', { description: 'Nothing was submitted. Try again later.' });
}

/** Asks for the price of every request, and notes it there. Items whose price cannot be had come to nothing. */
export async function priceItems(submitting: Submitting, requests: PreparedRequest[]): Promise<PreparedRequest[]> {
	const { context, operation, run, options } = submitting;
	const { maximumPrice = Infinity } = options;
	const priced: PreparedRequest[] = [];
	await forEachConcurrently(requests, options.concurrency, async (request) => {
		try {
			await setPrice(submitting, request, maximumPrice);
			priced.push(request);
		} catch (cause) {
			failItem(context, operation, run, request.itemIndex, cause);
		}
	});
	return priced.sort((a, b) => a.itemIndex - b.itemIndex);
}

/** Notes the price of a request there. Throws an `InputError` where it is above the maximum, in USD. */
export async function setPrice(submitting: Submitting, request: PreparedRequest, maximum: number): Promise<void> {
	const { context, operation, timing } = submitting;
	request.price = await priceOf(context, operation, request, timing);
	if (request.price > maximum) throw tooDear(request.price, maximum);
}

/** Says of an empty wallet what is in it and what is missing. Anything else is handed back as it is. */
export async function explainBalance(submitting: Submitting, request: PreparedRequest, cause: unknown): Promise<unknown> {
	if (!(cause instanceof ApiError) || cause.details.code !== INSUFFICIENT_BALANCE) return cause;
	const { context, operation, timing } = submitting;
	try {
		const answer = await apiRequest(context, { path: '/balance' }, timing);
		const balance = Number(unwrap(answer).balance);
		const price = request.price ?? (await priceOf(context, operation, request, timing));
		const facts = `This job costs $${price}, the account has $${balance}: $${dollars(price - balance)} are missing.`;
		return new ApiError(cause.message, { ...cause.details, fields: [], description: `${facts} ${cause.details.description}` });
	} catch {
		// The figures are a courtesy; what happened is known without them.
		return cause;
	}
}

export function priceItem({ itemIndex, model, price }: PreparedRequest): INodeExecutionData {
	return { json: { price, currency: 'USD', model }, pairedItem: { item: itemIndex } };
}

function tooDear(price: number, maximum: number): InputError {
	return new InputError(
		'Maximum Price (USD)',
		`This job costs $${price}, more than the $${maximum} of "Maximum Price (USD)"`,
		'Nothing was submitted. Raise the limit, or ask for less: a smaller size, fewer steps, a cheaper model.',
	);
}

/** Prices have up to eight decimals; floating-point noise beyond them would only confuse. */
function dollars(amount: number): number {
	return Number(amount.toFixed(8));
}
