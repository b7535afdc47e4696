import type { INodeExecutionData } from 'n8n-workflow';

import { unwrap } from '../../../shared/api/client';
import type { Api } from '../../../shared/api/client';
import { ApiError, INSUFFICIENT_BALANCE } from '../../../shared/api/errors';
import { filesOf, isFilePart, toQuery } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { measure } from '../../../shared/media/measure';
import { InputError } from '../../../shared/n8n/inputError';
import { boosterRequest } from '../../operations/operation';
import type { PaidCallOperation, PaidOperation } from '../../operations/operation';
import { sharesOfPrice, toJobs } from '../build/batch';
import type { JobRequest } from '../build/batch';
import type { ItemRequest } from '../build/request';
import { attemptEach } from '../state/attempts';
import type { RunContext } from '../state/context';
import { failItem, failItems } from '../state/failures';
import { byItem } from '../state/items';

interface Priced {
	endpoint: string;
	body: RequestBody;
	method?: PaidCallOperation['method'];
	price?: PaidOperation['price'];
}

/** What a request would cost in USD: docs/api.md#prices. Costs nothing. */
async function priceOf(api: Api, { endpoint, body, method, price = {} }: Priced): Promise<number> {
	const path = price.endpoint ?? `${endpoint}/price-calculation`;
	const ask = async (fields: RequestBody) => {
		const request = method === 'GET' ? { path, query: toQuery(fields) } : { path, body: fields, isRead: true };
		const answer = Number(unwrap(await api.request(request)).price);
		if (Number.isFinite(answer)) return answer;
		throw new ApiError('deAPI gave no price', { description: 'Nothing was submitted. Try again later.' });
	};
	const fields = await withoutFiles(body, price.insteadOfFiles ?? []);
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [first] = await Promise.allSettled([ask(fields ?? body)]);
	if (first.status === 'fulfilled') return first.value;
	if (fields && wantsFile(first.reason, body)) return await ask(body);
	throw first.reason;
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
function wantsFile(error: unknown, body: RequestBody): boolean {
	const names = filesOf(body).map(([name]) => name);
	return error instanceof ApiError && (error.details.fields ?? []).some(({ field }) => names.includes(field.replace(/[.[].*$/, '')));
}

/** What a request would cost in all, in USD: the job, and the better prompt for it where one is wanted. */
async function priceOfRequest({ api, operation, options }: RunContext<PaidOperation>, { endpoint, body }: JobRequest): Promise<number> {
	const method = operation.kind === 'paidCall' ? operation.method : undefined;
	const price = await priceOf(api, { endpoint, body, method, price: operation.price });
	const booster = options.boostPrompt && operation.kind === 'job' ? operation.booster : undefined;
	return booster ? price + (await priceOf(api, boosterRequest(booster, body))) : price;
}

/**
 * Asks for the price of every request, and notes it there. Items whose price cannot be had, or is above the maximum,
 * fail.
 */
export async function priceItems(
	ctx: RunContext<PaidOperation>,
	requests: ItemRequest[],
	maximum = ctx.options.maximumPrice,
): Promise<ItemRequest[]> {
	const priced: ItemRequest[] = [];
	const noteJob = async (job: JobRequest) => {
		const prices = await pricesOf(ctx, job);
		for (const [index, item] of job.items.entries()) {
			try {
				setPrice(item, prices[index], maximum);
				priced.push(item);
			} catch (error) {
				failItem(ctx, item.itemIndex, error);
			}
		}
	};
	const failJob = ({ items }: JobRequest, error: unknown) =>
		failItems(
			ctx,
			items.map(({ itemIndex }) => ({ itemIndex, error })),
		);
	await attemptEach(ctx, await toJobs(ctx, requests), ctx.options.concurrency, noteJob, failJob);
	return priced.sort(byItem);
}

/** What each item of a job costs, in USD. */
async function pricesOf(ctx: RunContext<PaidOperation>, job: JobRequest): Promise<number[]> {
	const batching = ctx.operation.kind === 'job' ? ctx.operation.batching : undefined;
	const price = await priceOfRequest(ctx, job);
	return batching ? sharesOfPrice(price, job.items, batching) : [price];
}

/** Notes the price of an item, in USD. Throws an `InputError` where it is above the maximum. */
function setPrice(item: ItemRequest, price: number, maximum = Infinity): void {
	item.price = price;
	if (price <= maximum) return;
	throw new InputError(
		'Maximum Price (USD)',
		`This job costs $${dollars(price)}, more than the $${maximum} of "Maximum Price (USD)"`,
		'Nothing was submitted. Raise the limit, or ask for less: a smaller size, fewer steps, a cheaper model.',
	);
}

/** Asks for the price of an item's request that is to take another's place. */
export async function priceAgain(ctx: RunContext, job: JobRequest): Promise<void> {
	setPrice(job.items[0], await priceOfRequest(ctx, job), ctx.options.maximumPrice);
}

/** Says of an account with too little money what is in it and what is missing. Anything else is handed back as it is. */
export async function explainBalance(ctx: RunContext<PaidOperation>, request: JobRequest, error: unknown): Promise<unknown> {
	if (!(error instanceof ApiError) || error.details.code !== INSUFFICIENT_BALANCE) return error;
	try {
		const answer = await ctx.api.request({ path: '/balance' });
		const balance = Number(unwrap(answer).balance);
		const price = priceOfItems(request) ?? (await priceOfRequest(ctx, request));
		const facts = `This job costs $${dollars(price)}, the account has $${balance}: $${dollars(price - balance)} are missing.`;
		return new ApiError(error.message, { ...error.details, fields: [], description: `${facts} ${error.details.description}` });
	} catch {
		// The figures are a courtesy; what happened is known without them.
		return error;
	}
}

function priceOfItems({ items }: JobRequest): number | undefined {
	return items.some(({ price }) => price === undefined) ? undefined : items.reduce((sum, { price = 0 }) => sum + price, 0);
}

export function priceItem({ itemIndex, price = 0, model }: ItemRequest): INodeExecutionData {
	return { json: { price: dollars(price), currency: 'USD', ...(model && { model }) }, pairedItem: { item: itemIndex } };
}

/** Prices have up to eight decimals; floating-point noise beyond them would only confuse. */
function dollars(amount: number): number {
	return Number(amount.toFixed(8));
}
