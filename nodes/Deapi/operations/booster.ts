import type { Task } from '../../shared/api/model';
import type { RequestBody } from '../../shared/api/requestBody';
import { SHORTEST_PROMPT } from '../fields/sets/prompt';

/** What a prompt can be improved for, as the API calls it, and whose models read it: docs/api.md#prompts. */
const READERS = {
	'audio.music': 'txt2music',
	'audio.speech': 'txt2audio',
	'images.edits': 'img2img',
	'images.generations': 'txt2img',
	'videos.animations': 'img2video',
	'videos.generations': 'txt2video',
} satisfies Record<string, Task>;

type Purpose = keyof typeof READERS;

/** How the prompt of a request is improved. */
export interface Booster {
	type: Purpose;
	/** The field of the request that holds the prompt. */
	prompt: string;
	/** The field that may hold an image, and what the prompt is for then. */
	image?: { field: string; type: Purpose };
}

/** The request for a better prompt, for a model that the prompt is to be read by. */
export function boosterRequest(booster: Booster, request: RequestBody, model: string): RequestBody {
	const { [booster.prompt]: prompt, negative_prompt: negative } = request;
	const image = imageIn(booster, request);
	const isLongEnough = typeof negative === 'string' && negative.length >= SHORTEST_PROMPT;
	return {
		prompt,
		...(isLongEnough && { negative_prompt: negative }),
		...(image !== undefined && { image }),
		type: purposeOf(booster, request),
		model_slug: model,
	};
}

/** What the models can do that may read the prompt. */
export function readersOf(booster: Booster, request: RequestBody): Task {
	return READERS[purposeOf(booster, request)];
}

/** The same, for whatever the request may hold. */
export function allReadersOf({ type, image }: Booster): Task[] {
	return [type, ...(image ? [image.type] : [])].map((purpose) => READERS[purpose]);
}

function purposeOf(booster: Booster, request: RequestBody): Purpose {
	return booster.image && imageIn(booster, request) !== undefined ? booster.image.type : booster.type;
}

/** The only one, or the first of several, which have a name of their own. */
function imageIn({ image }: Booster, request: RequestBody): RequestBody[string] | undefined {
	if (!image) return undefined;
	const [several] = (request[`${image.field}s`] ?? []) as Array<RequestBody[string]>;
	return request[image.field] ?? several;
}
