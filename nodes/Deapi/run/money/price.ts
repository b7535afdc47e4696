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
import { failItem, failItems } from '../state/failures';
import { remember } from '../state/history';
import { byItem } from '../state/items';
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
	for (const { itemIndex, fingerprint, price = 0, model } of await priceItems(ctx, toPrice)) {
		remember(ctx.run, itemIndex, { estimate: { fingerprint, json: { price, currency: 'USD', ...(model && { model }) } } });
	}
	const toBuy = requests.filter(({ options }) => !options.estimatePriceOnly);
	return await keepToMaximum(ctx, toBuy);
}

/** The requests that cost no more than their items' maximum, as they are now. The items of the others fail. */
export async function keepToMaximum(ctx: RunContext<PaidOperation>, requests: ItemRequest[]): Promise<ItemRequest[]> {
	const isUnpriced = ({ options, price }: ItemRequest) => options.maximumPrice !== undefined && price === undefined;
	const others = requests.filter((request) => !isUnpriced(request));
	return [...others, ...(await priceItems(ctx, requests.filter(isUnpriced), setPriceWithinMaximum))].sort(byItem);
}

/** Asks for the price of every request, and notes it there. Items whose price cannot be had, or is refused, fail. */
async function priceItems(
	ctx: RunContext<PaidOperation>,
	requests: ItemRequest[],
	note: (item: ItemRequest, price: number) => void = setPrice,
): Promise<ItemRequest[]> {
	const priced: ItemRequest[] = [];
	const noteJob = async (job: JobRequest) => {
		const prices = await pricesOf(ctx, job);
		for (const [index, item] of job.items.entries()) {
			try {
				note(item, prices[index]);
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
	return priced;
}

/** What each item of a job costs, in USD. */
async function pricesOf(ctx: RunContext<PaidOperation>, job: JobRequest): Promise<number[]> {
	const batching = ctx.operation.kind === 'job' ? ctx.operation.batching : undefined;
	const price = await priceOfRequest(ctx, job);
	return batching ? sharesOfPrice(price, job.items, batching) : [price];
}

function setPrice(item: ItemRequest, price: number): number {
	item.price = dollars(price);
	return item.price;
}

/** Throws an `InputError` where an item costs more than it may. */
function setPriceWithinMaximum(item: ItemRequest, total: number): void {
	const price = setPrice(item, total);
	const { prompts, options } = item;
	const { maximumPrice = Infinity } = options;
	if (price <= maximumPrice) return;
	throw new InputError(
		'Maximum Price (USD)',
		`This job costs $${price}, more than the $${maximumPrice} of "Maximum Price (USD)"`,
		prompts
			? 'The job was not submitted. Its enhanced prompt is paid for; with that prompt, the job is dearer than with yours. Raise the limit, or turn off "Enhance Prompt First".'
			: 'Nothing was submitted. Raise the limit, or ask for less: a smaller size, fewer steps, a cheaper model.',
	);
}

/** Asks for the price of a request that is to take another's place, if its item has a maximum. */
export async function priceAgain(ctx: RunContext, request: ItemRequest): Promise<void> {
	if (request.options.maximumPrice !== undefined) setPriceWithinMaximum(request, await priceOfRequest(ctx, alone(request)));
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
