import { unwrap } from '../../../shared/api/client';
import { endpoints } from '../../../shared/api/endpoints';
import { ApiError } from '../../../shared/api/errors';
import { allModels } from '../../../shared/api/models';
import { checkLimits } from '../../fields/limits';
import { boosterRequest } from '../../operations/booster';
import type { Booster } from '../../operations/booster';
import { alone } from '../build/batch';
import type { ItemRequest } from '../build/request';
import { attemptEach } from '../state/attempts';
import type { RunContext } from '../state/context';
import { failItem } from '../state/failures';
import { historyOf, remember } from '../state/history';
import { byItem } from '../state/items';
import { failRequest } from './paidRequest';

const BOUGHT = 'the prompt may have been enhanced and billed';

/** "Enhance Prompt First": has the prompt of every request improved. Items whose better prompt cannot be had fail. */
export async function boostPrompts(ctx: RunContext, requests: ItemRequest[]): Promise<ItemRequest[]> {
	const { operation, run, options } = ctx;
	const { booster } = operation;
	if (!booster) return requests;

	const boosted = requests.filter((request) => !request.options.boostPrompt);
	const plain = requests.filter((request) => request.options.boostPrompt);
	const ofSameItem = ({ itemIndex }: ItemRequest) => plain.filter((request) => request.itemIndex === itemIndex);
	await attemptEach(
		ctx,
		firstOfEach(plain).filter(({ itemIndex }) => !historyOf(run, { itemIndex }).boost),
		options.concurrency,
		async (request, isOver) => await buyPrompt(ctx, booster, request, isOver),
		async (request, error) => await failRequest(ctx, { ...alone(request), items: ofSameItem(request) }, error, BOUGHT),
	);
	await attemptEach(
		ctx,
		plain.filter(({ itemIndex }) => historyOf(run, { itemIndex }).boost),
		options.concurrency,
		async (request) => {
			await applyBoost(ctx, request);
			boosted.push(request);
		},
		(request, error) => failItem(ctx, request, error),
	);
	return boosted.sort(byItem);
}

/** Variations share a prompt. */
function firstOfEach(requests: ItemRequest[]): ItemRequest[] {
	return requests.filter(({ itemIndex }, index) => requests[index - 1]?.itemIndex !== itemIndex);
}

/**
 * Puts the better prompt in the place of the plain one, if one is wanted and the item has it. Its price is another one then.
 *
 * @throws {InputError} where the model cannot do what it has become
 */
export async function applyBoost(ctx: RunContext, request: ItemRequest): Promise<void> {
	const { operation, run } = ctx;
	const { booster } = operation;
	const { body, itemIndex, options } = request;
	const { boost } = historyOf(run, { itemIndex });
	if (!options.boostPrompt || !booster || !boost) return;
	request.prompts = { prompt: boost.prompt, prompt_original: String(body[booster.prompt]) };
	body[booster.prompt] = boost.prompt;
	if (typeof body.negative_prompt === 'string' && boost.negativePrompt) {
		Object.assign(request.prompts, { negative_prompt: boost.negativePrompt, negative_prompt_original: body.negative_prompt });
		body.negative_prompt = boost.negativePrompt;
	}
	delete request.price;
	await checkLength(ctx, request, booster.prompt);
}

/** A text that was enhanced is longer than the one that was checked. */
async function checkLength({ api, operation }: RunContext, { body, model: slug }: ItemRequest, name: string): Promise<void> {
	const model = (await allModels(api)).find((entry) => entry.slug === slug);
	const field = operation.fields.find(({ api: names }) => names.includes(name));
	if (!model || !field) return;
	const value = String(body[name]).length;
	const finding = `The enhanced "${field.label}" has ${value} characters`;
	for (const bound of field.bounds ?? []) checkLimits({ label: field.label, value, finding }, model, bound);
}

/** Costs money; what comes of it is kept with the run. */
async function buyPrompt({ api, run }: RunContext, booster: Booster, request: ItemRequest, isOver: () => boolean): Promise<void> {
	const { itemIndex, fingerprint, model } = request;
	const body = boosterRequest(booster, request.body, model);
	const { prompt, negative_prompt: negativePrompt } = unwrap(await api.request({ endpoint: endpoints.enhancePrompt, body, isOver }));
	if (typeof prompt !== 'string' || prompt === '') throw new ApiError('deAPI took the prompt but sent no better one');
	remember(run, { itemIndex }, { boost: { fingerprint, prompt, ...(typeof negativePrompt === 'string' && { negativePrompt }) } });
}
