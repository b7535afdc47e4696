import { apiRequest, unwrap } from '../../../shared/api/client';
import { forEachConcurrently } from '../../../shared/util/concurrency';
import { ApiError } from '../../../shared/api/errors';
import type { Enhancement } from '../../operations/operation';
import { enhancementOf } from './enhancement';
import { failRequest } from './paidRequest';
import type { PreparedRequest } from '../build/request';
import { byFirstItem } from '../state/run';
import type { Submitting } from '../state/context';

/** "Enhance Prompt First": has the prompt of every request improved. Items whose prompt cannot be had come to nothing. */
export async function enhancePrompts(submitting: Submitting, requests: PreparedRequest[]): Promise<PreparedRequest[]> {
	const { operation, run, options } = submitting;
	const { enhancement } = operation;
	if (!options.enhancePrompt || !enhancement) return requests;

	const enhanced: PreparedRequest[] = [];
	await forEachConcurrently(requests, options.concurrency, async (request) => {
		const [{ itemIndex, fingerprint = '' }] = request.shares;
		try {
			if (run.enhanced[itemIndex]?.fingerprint !== fingerprint) await buyPrompt(submitting, enhancement, request);
			applyEnhanced(submitting, request);
			enhanced.push(request);
		} catch (cause) {
			await failRequest(submitting, request, cause, 'the prompt may have been enhanced and billed');
		}
	});
	return enhanced.sort(byFirstItem);
}

/** Puts the better prompt in the place of the plain one, if the item has one. */
export function applyEnhanced({ operation: { enhancement }, run }: Submitting, request: PreparedRequest): void {
	const {
		body,
		shares: [{ itemIndex }],
	} = request;
	const better = run.enhanced[itemIndex];
	if (!enhancement || !better) return;
	request.prompts = { prompt: better.prompt, prompt_original: String(body[enhancement.prompt]) };
	body[enhancement.prompt] = better.prompt;
	if (typeof body.negative_prompt === 'string' && better.negativePrompt) {
		Object.assign(request.prompts, { negative_prompt: better.negativePrompt, negative_prompt_original: body.negative_prompt });
		body.negative_prompt = better.negativePrompt;
	}
}

/** Costs money; what comes of it is kept with the run. */
async function buyPrompt({ context, run, timing }: Submitting, enhancement: Enhancement, request: PreparedRequest): Promise<void> {
	const { endpoint: path, body } = enhancementOf(enhancement, request.body);
	const { prompt, negative_prompt: negativePrompt } = unwrap(await apiRequest(context, { path, body }, timing));
	if (typeof prompt !== 'string' || prompt === '') throw new ApiError('deAPI took the prompt but sent no better one');
	const [{ itemIndex, fingerprint = '' }] = request.shares;
	run.enhanced[itemIndex] = { fingerprint, prompt, ...(typeof negativePrompt === 'string' && { negativePrompt }) };
}
