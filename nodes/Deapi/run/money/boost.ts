import { unwrap } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import { boosterRequest } from '../../operations/operation';
import type { Booster } from '../../operations/operation';
import { alone } from '../build/batch';
import type { ItemRequest } from '../build/request';
import { attemptEach } from '../state/attempts';
import type { RunContext } from '../state/context';
import { historyOf, remember } from '../state/history';
import { byItem } from '../state/items';
import { failRequest } from './paidRequest';

/** "Enhance Prompt First": has the prompt of every request improved. Items whose better prompt cannot be had fail. */
export async function boostPrompts(ctx: RunContext, requests: ItemRequest[]): Promise<ItemRequest[]> {
	const { operation, run, options } = ctx;
	const { booster } = operation;
	if (!options.boostPrompt || !booster) return requests;

	const boosted: ItemRequest[] = [];
	await attemptEach(
		ctx,
		requests,
		options.concurrency,
		async (request, isOver) => {
			if (!historyOf(run, request.itemIndex).boost) await buyPrompt(ctx, booster, request, isOver);
			applyBoost(ctx, request);
			boosted.push(request);
		},
		async (request, error) => await failRequest(ctx, alone(request), error, 'the prompt may have been enhanced and billed'),
	);
	return boosted.sort(byItem);
}

/** Puts the better prompt in the place of the plain one, if one is wanted and the item has it. */
export function applyBoost({ operation: { booster }, options, run }: RunContext, request: ItemRequest): void {
	const { body, itemIndex } = request;
	const { boost } = historyOf(run, itemIndex);
	if (!options.boostPrompt || !booster || !boost) return;
	request.prompts = { prompt: boost.prompt, prompt_original: String(body[booster.prompt]) };
	body[booster.prompt] = boost.prompt;
	if (typeof body.negative_prompt === 'string' && boost.negativePrompt) {
		Object.assign(request.prompts, { negative_prompt: boost.negativePrompt, negative_prompt_original: body.negative_prompt });
		body.negative_prompt = boost.negativePrompt;
	}
}

/** Costs money; what comes of it is kept with the run. */
async function buyPrompt({ api, run }: RunContext, booster: Booster, request: ItemRequest, isOver: () => boolean): Promise<void> {
	const { itemIndex, fingerprint, body: job } = request;
	const { endpoint: path, body } = boosterRequest(booster, job);
	const { prompt, negative_prompt: negativePrompt } = unwrap(await api.request({ path, body, isOver }));
	if (typeof prompt !== 'string' || prompt === '') throw new ApiError('deAPI took the prompt but sent no better one');
	remember(run, itemIndex, { boost: { fingerprint, prompt, ...(typeof negativePrompt === 'string' && { negativePrompt }) } });
}
