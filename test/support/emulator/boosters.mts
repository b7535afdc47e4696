import type { Order } from './order.mts';

const ADDITIONS: Record<string, string> = {
	'images.generations': 'cinematic lighting, fine detail, rich colors, sharp focus',
	'images.edits': 'in harmony with the reference picture, fine detail, sharp focus',
	'videos.generations': 'slow camera movement, smooth motion, natural light',
	'videos.animations': 'the scene comes to life slowly, natural motion',
	'audio.speech': '(calmly, with a short pause before each new thought)',
	'audio.music': 'warm, well balanced, with a clear melody',
};
const NEGATIVE = 'blurry, low quality, distorted, deformed';

const SAMPLES: Record<string, string> = {
	text2image: 'A quiet harbor at dawn, fishing boats in the mist, soft light, watercolor',
	text2speech: 'Good evening. Tonight we look at the sky, and at those who measured it first.',
};

export interface BetterPrompt {
	prompt: string;
	negative_prompt: string | null;
}

/** What becomes of a prompt: itself, and additions that are always the same (docs/api.md#prompts). */
export function boost(order: Order, type = order.text('type')): BetterPrompt {
	const negative = order.text('negative_prompt');
	const better = negative ? `${negative}, ${NEGATIVE}` : NEGATIVE;
	return { prompt: `${order.text('prompt')}, ${ADDITIONS[type]}`, negative_prompt: type.startsWith('audio') ? null : better };
}

/** What a job says of the prompt that was made better before it began; null where that was not asked for. */
export function boostOf(endpoint: string, order: Order): Record<string, unknown> | null {
	if (!order.flag('enhance_prompt')) return null;
	const { prompt, negative_prompt } = boost(order, endpoint.slice('POST /'.length).replace('/', '.'));
	const [prompt_original, negative_prompt_original] = [order.text('prompt'), order.value('negative_prompt') ?? null];
	return { prompt, prompt_original, negative_prompt, negative_prompt_original };
}

export function samplePrompt(order: Order): object {
	const type = order.text('type');
	const topic = order.text('topic');
	return { success: true, data: { type, prompt: topic ? `${SAMPLES[type]} – about ${topic}` : SAMPLES[type] } };
}
