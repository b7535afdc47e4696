import { unwrap } from '../../../shared/api/client';
import { endpoints } from '../../../shared/api/endpoints';
import { ApiError, INSUFFICIENT_BALANCE } from '../../../shared/api/errors';
import { InputError } from '../../../shared/n8n/inputError';
import { dollars } from '../../../shared/util/dollars';
import { finiteNumber } from '../../../shared/util/json';
import { boosterRequest } from '../../operations/booster';
import type { PaidOperation } from '../../operations/operation';
import { alone, sharesOfPrice, toJobs } from '../build/batch';
import type { JobRequest } from '../build/batch';
import type { ItemRequest } from '../build/request';
import { attemptEach } from '../state/attempts';
import type { RunContext } from '../state/context';
import { failUnbought } from '../state/failures';
import { remember } from '../state/history';
import { byItem, isOfWhole, partsByItem } from '../state/items';
import { askPrice } from './askPrice';

/**
 * What a request would cost in all, in USD: the job, and the better prompt for it where one is wanted. What that costs
 * is noted as long as the plain prompt is there.
 */
async function priceOfRequest(
	{ api, operation }: RunContext<PaidOperation>,
	{ endpoint, body, items: [item] }: JobRequest,
): Promise<number> {
	const method = operation.kind === 'paidCall' ? operation.method : undefined;
	const isLimited = item.options.maximumPrice !== undefined;
	const price = await askPrice(api, { endpoint, body, method, pricedBy: operation.pricedBy, isLimited });
	const booster = item.options.boostPrompt && operation.kind === 'job' ? operation.booster : undefined;
	if (booster && !item.prompts) {
		item.boostPrice = await askPrice(api, { endpoint: endpoints.enhancePrompt, body: boosterRequest(booster, body, item.model) });
	}
	return price + (item.boostPrice ?? 0);
}

/**
 * Gives the items that want no more than a price what they want, and holds the others against their maximum.
 *
 * @returns what is to be bought
 */
export async function keepToPrices(ctx: RunContext<PaidOperation>, requests: ItemRequest[]): Promise<ItemRequest[]> {
	const toPrice = requests.filter(({ options }) => options.estimatePriceOnly);
	const priced = await priceRequests(ctx, toPrice);
	for (const { itemIndex, piece, fingerprint, itemPrice: price = 0, model } of byItems(priced).map(([first]) => first)) {
		const json = { price, currency: 'USD', ...(model && { model }), ...(piece && { jobs: piece.of }) };
		remember(ctx.run, { itemIndex }, { estimate: { fingerprint, json } });
	}
	const toBuy = requests.filter(({ options }) => !options.estimatePriceOnly);
	return await keepToMaximum(ctx, toBuy);
}

/** The requests of items that cost no more than their maximum, as they are now. The other items fail. */
export async function keepToMaximum(ctx: RunContext<PaidOperation>, requests: ItemRequest[]): Promise<ItemRequest[]> {
	const isUnpriced = ({ options, price }: ItemRequest) => options.maximumPrice !== undefined && price === undefined;
	const kept = requests.filter((request) => !isUnpriced(request));
	for (const ofItem of byItems(await priceRequests(ctx, requests.filter(isUnpriced)))) {
		try {
			assertWithinMaximum(ofItem[0]);
			kept.push(...ofItem);
		} catch (error) {
			failUnbought(ctx, ofItem, error);
		}
	}
	return kept.sort(byItem);
}

/**
 * Asks for the price of every request, and notes it there, with that of its item: what the item has already is part of it.
 * Items whose price cannot be had fail.
 */
async function priceRequests(ctx: RunContext<PaidOperation>, requests: ItemRequest[]): Promise<ItemRequest[]> {
	const noteJob = async (job: JobRequest) => {
		const prices = await pricesOf(ctx, job);
		for (const [index, item] of job.items.entries()) item.price = dollars(prices[index]);
	};
	const items = byItems(requests);
	const failJob = (job: JobRequest, error: unknown) => {
		const indexes = new Set(job.items.map(({ itemIndex }) => itemIndex));
		for (const ofItem of items.filter(([{ itemIndex }]) => indexes.has(itemIndex))) failUnbought(ctx, ofItem, error);
	};
	// Variations cost the same.
	const toAsk = items.flatMap((ofItem) => (isOfWhole(ofItem[0]) ? ofItem : ofItem.slice(0, 1)));
	await attemptEach(ctx, await toJobs(ctx, toAsk), ctx.options.concurrency, noteJob, failJob);
	const submitted = partsByItem(ctx.run.jobs);
	return items.flatMap((ofItem) => {
		const [{ itemIndex, price, boostPrice = 0 }] = ofItem;
		if (price === undefined) return [];
		for (const request of ofItem) if (!isOfWhole(request)) request.price ??= dollars(price - boostPrice);
		if (ofItem.some((request) => request.price === undefined)) return [];
		const itemPrice = dollars(sumOf([...(submitted.get(itemIndex) ?? []), ...ofItem]));
		return ofItem.map((request) => Object.assign(request, { itemPrice }));
	});
}

function sumOf(priced: Array<{ price?: number }>): number {
	return priced.reduce((sum, { price = 0 }) => sum + price, 0);
}

function byItems(requests: ItemRequest[]): ItemRequest[][] {
	const items = new Map<number, ItemRequest[]>();
	for (const request of requests) items.set(request.itemIndex, [...(items.get(request.itemIndex) ?? []), request]);
	return [...items.values()];
}

/** What each item of a job costs, in USD. */
async function pricesOf(ctx: RunContext<PaidOperation>, job: JobRequest): Promise<number[]> {
	const batching = ctx.operation.kind === 'job' ? ctx.operation.batching : undefined;
	const price = await priceOfRequest(ctx, job);
	return batching ? sharesOfPrice(price, job.items, batching) : [price];
}

/** @throws {InputError} where an item costs more than it may */
function assertWithinMaximum({ prompts, options, piece, itemPrice = 0 }: ItemRequest): void {
	const { maximumPrice = Infinity } = options;
	if (itemPrice <= maximumPrice) return;
	const what = piece ? `The ${piece.of} jobs of this item cost` : 'This job costs';
	throw new InputError(
		'Maximum Price (USD)',
		`${what} $${itemPrice}, more than the $${maximumPrice} of "Maximum Price (USD)"`,
		prompts
			? 'The job was not submitted. Its enhanced prompt is paid for; with that prompt, the job is dearer than with yours. Raise the limit, or turn off "Enhance Prompt First".'
			: 'Nothing was submitted. Raise the limit, or ask for less: a smaller size, fewer steps, a cheaper model.',
	);
}

/**
 * Asks for the price of a request that is to take another's place, if its item has a maximum.
 *
 * @throws {InputError} where the item would cost more than it may
 */
export async function priceAgain(ctx: RunContext, request: ItemRequest, replaced: ItemRequest): Promise<void> {
	if (request.options.maximumPrice === undefined) return;
	request.price = dollars(await priceOfRequest(ctx, alone(request)));
	request.itemPrice = dollars((replaced.itemPrice ?? 0) - (replaced.price ?? 0) + request.price);
	assertWithinMaximum(request);
}

/** Says of an account with too little money what is in it and what is missing. Anything else is handed back as it is. */
export async function explainBalance(ctx: RunContext<PaidOperation>, request: JobRequest, error: unknown): Promise<unknown> {
	if (!(error instanceof ApiError) || error.details.code !== INSUFFICIENT_BALANCE) return error;
	try {
		const balance = finiteNumber(unwrap(await ctx.api.request({ endpoint: endpoints.balance })).balance);
		if (balance === undefined) return error;
		const price = unpaid(request) ?? (await priceOfRequest(ctx, request));
		const facts = `This job costs $${dollars(price)}, the account has $${balance}: $${dollars(price - balance)} are missing.`;
		return new ApiError(error.message, { ...error.details, fields: [], description: `${facts} ${error.details.description}` });
	} catch {
		// The figures are a courtesy; what happened is known without them.
		return error;
	}
}

/** What is still to be paid of what was asked for; undefined where it was not. */
function unpaid({ items }: JobRequest): number | undefined {
	if (items.some(({ price }) => price === undefined)) return undefined;
	return items.reduce((sum, { price = 0, prompts, boostPrice = 0 }) => sum + price - (prompts ? boostPrice : 0), 0);
}
