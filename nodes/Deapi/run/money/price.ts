import type { INodeExecutionData } from 'n8n-workflow';

import { apiRequest, unwrap } from '../../../shared/api/client';
import type { ApiContext } from '../../../shared/api/client';
import { ApiError, INSUFFICIENT_BALANCE } from '../../../shared/api/errors';
import { filesOf, isFilePart, toQuery } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { measure } from '../../../shared/media/measure';
import { InputError } from '../../../shared/n8n/inputError';
import { forEachConcurrently } from '../../../shared/util/concurrency';
import type { Timing } from '../../../shared/util/timing';
import type { Purchase, Submission } from '../../operations/operation';
import { inBatches, sharesOfPrice } from '../build/batch';
import type { PreparedRequest } from '../build/request';
import type { Submitting } from '../state/context';
import { failItem } from '../state/failures';
import { byFirstItem } from '../state/run';
import { enhancementOf } from './enhancement';

interface Priced {
	endpoint: string;
	body: RequestBody;
	method?: Purchase['method'];
	price?: Submission['price'];
}

/** What a request would cost in USD: facts file §1.4. Costs nothing. */
async function priceOf(context: ApiContext, { endpoint, body, method, price = {} }: Priced, timing: Timing): Promise<number> {
	const path = price.endpoint ?? `${endpoint}/price-calculation`;
	const ask = async (fields: RequestBody) => {
		const request = method === 'GET' ? { path, query: toQuery(fields) } : { path, body: fields, isRead: true };
		const answer = Number(unwrap(await apiRequest(context, request, timing)).price);
		if (Number.isFinite(answer)) return answer;
		throw new ApiError('deAPI gave no price', { description: 'Nothing was submitted. Try again later.' });
	};
	const fields = await withoutFiles(body, price.insteadOfFiles ?? []);
	let refusal: unknown;
	try {
		return await ask(fields ?? body);
	} catch (cause) {
		refusal = cause;
	}
	if (fields && wantsFile(refusal, body)) return await ask(body);
	throw refusal;
}

/** The request with what is known of its files in their place; undefined where that is not enough. */
async function withoutFiles(body: RequestBody, wanted: string[]): Promise<RequestBody | undefined> {
	const files = filesOf(body);
	const plain = Object.entries(body).filter(([, value]) => !isFilePart(Array.isArray(value) ? value[0] : value));
	if (files.length === 0) return body;
	const [[, first]] = files;
	const { width, height, duration } = wanted.length > 0 ? await measure(first) : {};
	const seconds = duration === undefined ? undefined : Math.ceil(duration);
	const known: Record<string, number | undefined> = { width, height, duration: seconds, duration_seconds: seconds };
	if (wanted.some((name) => known[name] === undefined && body[name] === undefined)) return undefined;
	return { ...Object.fromEntries(wanted.map((name) => [name, known[name] as number])), ...Object.fromEntries(plain) };
}

/** Whether the API insists on a file that was left out. */
function wantsFile(cause: unknown, body: RequestBody): boolean {
	const names = filesOf(body).map(([name]) => name);
	return cause instanceof ApiError && (cause.details.fields ?? []).some(({ field }) => names.includes(field.replace(/[.[].*$/, '')));
}

/** What a request would cost in all, in USD: the job, and the better prompt for it where one is wanted. */
async function priceOfRequest(
	{ context, operation, options, timing }: Submitting<Purchase | Submission>,
	request: PreparedRequest,
): Promise<number> {
	const { endpoint, body } = request;
	const method = operation.kind === 'purchase' ? operation.method : undefined;
	const price = await priceOf(context, { endpoint, body, method, price: operation.price }, timing);
	const enhancement = options.enhancePrompt && operation.kind === 'submission' ? operation.enhancement : undefined;
	return enhancement ? price + (await priceOf(context, enhancementOf(enhancement, body), timing)) : price;
}

/** Asks for the price of every request, and notes it there. Items whose price cannot be had come to nothing. */
export async function priceItems<T extends Purchase | Submission>(
	submitting: Submitting<T>,
	requests: PreparedRequest[],
): Promise<PreparedRequest[]> {
	const { context, operation, run, options } = submitting;
	const priced: PreparedRequest[] = [];
	const byItem = new Map(requests.map((request) => [request.shares[0].itemIndex, request]));
	const batching = operation.kind === 'submission' ? operation.batching : undefined;
	await forEachConcurrently(await inBatches(submitting, requests), options.concurrency, async (whole) => {
		const parts = whole.shares.map(({ itemIndex }) => byItem.get(itemIndex) as PreparedRequest);
		let prices: number[] | undefined;
		let trouble: unknown;
		try {
			const price = await priceOfRequest(submitting, whole);
			prices = batching ? sharesOfPrice(price, parts, batching) : [price];
		} catch (cause) {
			trouble = cause;
		}
		for (const [index, part] of parts.entries()) {
			try {
				if (!prices) throw trouble;
				setPrice(part, prices[index], options.maximumPrice);
				priced.push(part);
			} catch (cause) {
				failItem(context, operation, run, part.shares[0].itemIndex, cause);
			}
		}
	});
	return priced.sort(byFirstItem);
}

/** Notes the price of a request, in USD. Throws an `InputError` where it is above the maximum. */
function setPrice({ shares: [share] }: PreparedRequest, price: number, maximum = Infinity): void {
	share.price = price;
	if (price <= maximum) return;
	throw new InputError(
		'Maximum Price (USD)',
		`This job costs $${dollars(price)}, more than the $${maximum} of "Maximum Price (USD)"`,
		'Nothing was submitted. Raise the limit, or ask for less: a smaller size, fewer steps, a cheaper model.',
	);
}

/** Asks for the price of one request that is to take another's place. */
export async function priceAgain(submitting: Submitting, request: PreparedRequest): Promise<void> {
	setPrice(request, await priceOfRequest(submitting, request), submitting.options.maximumPrice);
}

/** Says of an empty wallet what is in it and what is missing. Anything else is handed back as it is. */
export async function explainBalance(
	submitting: Submitting<Purchase | Submission>,
	request: PreparedRequest,
	cause: unknown,
): Promise<unknown> {
	if (!(cause instanceof ApiError) || cause.details.code !== INSUFFICIENT_BALANCE) return cause;
	const { context, timing } = submitting;
	try {
		const answer = await apiRequest(context, { path: '/balance' }, timing);
		const balance = Number(unwrap(answer).balance);
		const price = priceOfShares(request) ?? (await priceOfRequest(submitting, request));
		const facts = `This job costs $${dollars(price)}, the account has $${balance}: $${dollars(price - balance)} are missing.`;
		return new ApiError(cause.message, { ...cause.details, fields: [], description: `${facts} ${cause.details.description}` });
	} catch {
		// The figures are a courtesy; what happened is known without them.
		return cause;
	}
}

function priceOfShares({ shares }: PreparedRequest): number | undefined {
	return shares.some(({ price }) => price === undefined) ? undefined : shares.reduce((sum, { price = 0 }) => sum + price, 0);
}

export function priceItem({ shares: [{ itemIndex, price = 0 }], model }: PreparedRequest): INodeExecutionData {
	return { json: { price: dollars(price), currency: 'USD', ...(model && { model }) }, pairedItem: { item: itemIndex } };
}

/** Prices have up to eight decimals; floating-point noise beyond them would only confuse. */
function dollars(amount: number): number {
	return Number(amount.toFixed(8));
}
