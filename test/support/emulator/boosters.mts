import type { Order } from './order.mts';

const ADDITIONS: Record<string, string> = {
	'POST /prompt/image': 'cinematic lighting, fine detail, rich colors, sharp focus',
	'POST /prompt/image2image': 'in harmony with the reference picture, fine detail, sharp focus',
	'POST /prompt/video': 'slow camera movement, smooth motion, natural light',
	'POST /prompt/speech': '(calmly, with a short pause before each new thought)',
};
const NEGATIVE = 'blurry, low quality, distorted, deformed';

const SAMPLES: Record<string, string> = {
	text2image: 'A quiet harbor at dawn, fishing boats in the mist, soft light, watercolor',
	text2speech: 'Good evening. Tonight we look at the sky, and at those who measured it first.',
};

/** What a booster makes of a prompt: itself, and additions that are always the same (docs/api.md#prompts). */
export function boost(endpoint: string, order: Order): object {
	const prompt = `${order.text('prompt')}, ${ADDITIONS[endpoint]}`;
	if (endpoint === 'POST /prompt/speech') return { prompt };
	const negative = order.text('negative_prompt');
	return { prompt, negative_prompt: negative ? `${negative}, ${NEGATIVE}` : NEGATIVE };
}

export function samplePrompt(order: Order): object {
	const type = order.text('type');
	const topic = order.text('topic');
	return { success: true, data: { type, prompt: topic ? `${SAMPLES[type]} – about ${topic}` : SAMPLES[type] } };
}
