import type { INodePropertyOptions } from 'n8n-workflow';

import type { Model } from '../../../shared/api/model';
import { filesOf } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { factsOf } from '../../../shared/media/facts';
import { InputError } from '../../../shared/n8n/inputError';
import type { Field } from '../field';
import { checkLimits, nearestMultiple } from '../limits';
import type { Bound } from '../limits';
import { toChoice, toNumber } from '../values';

interface SizeOptions {
	/**
	 * What "Original" means: the size of the input, which the API keeps where it is told no other one; or
	 * its shape, in a size that the model can do.
	 */
	original?: 'shape' | 'size';
	initial?: 'modelDefault' | 'original';
}

const SHAPES: Record<string, number> = { landscape: 16 / 9, portrait: 9 / 16, square: 1 };

const CHOICES: Array<INodePropertyOptions & { value: string }> = [
	{ name: 'Custom', value: 'custom', description: 'Width and height in pixels' },
	{ name: 'Landscape', value: 'landscape', description: 'About 16:9' },
	{ name: 'Model Default', value: 'modelDefault', description: 'What the model works best with' },
	{ name: 'Original', value: 'original' },
	{ name: 'Portrait', value: 'portrait', description: 'About 9:16' },
	{ name: 'Square', value: 'square', description: '1:1' },
];

const ORIGINALS = {
	shape: 'The shape of the first input image, where it can be read; otherwise the model default',
	size: 'The size of the input',
};

const WIDTH: Bound = { of: 'Width', stems: ['width'], unit: 'pixels', stepped: true };
const HEIGHT: Bound = { of: 'Height', stems: ['height'], unit: 'pixels', stepped: true };

/** Width and height: the model's own, a shape that it can do, the input's, or the user's numbers. */
export function size({ original, initial = 'modelDefault' }: SizeOptions = {}): Field {
	const custom = { displayOptions: { show: { ratio: ['custom'] } } };
	const choices = CHOICES.filter(({ value }) => value !== 'original' || original);
	return {
		name: 'ratio',
		label: 'Size',
		api: ['width', 'height'],
		bounds: [WIDTH, HEIGHT],
		properties: [
			{
				displayName: 'Size',
				name: 'ratio',
				type: 'options',
				default: initial,
				description: 'How wide and high the result is. Landscape, Portrait and Square have about as many pixels as Model Default.',
				options: choices.map((choice) =>
					choice.value === 'original' && original ? { ...choice, description: ORIGINALS[original] } : choice,
				),
			},
			...['Width', 'Height'].map((label) => ({
				displayName: label,
				name: label.toLowerCase(),
				type: 'number' as const,
				default: 768,
				description: `The ${label.toLowerCase()} in pixels, within the limits of the chosen model`,
				...custom,
			})),
		],
		write: async (value, { item, model, body }) => {
			const ratio = toChoice(
				'Size',
				value ?? initial,
				choices.map((choice) => choice.value),
			);
			if (original === 'size' && (ratio === 'original' || model.features.supports_custom_output_size === false)) return {};
			if (ratio === 'custom') return customSize(item.raw('width'), item.raw('height'), model);
			return shapedSize(ratio === 'original' ? await shapeOfInput(body) : SHAPES[ratio], model);
		},
	};
}

function customSize(givenWidth: unknown, givenHeight: unknown, model: Model): RequestBody {
	const width = toNumber('Width', givenWidth, { whole: true });
	const height = toNumber('Height', givenHeight, { whole: true });
	checkLimits({ label: 'Width', value: width }, model, WIDTH);
	checkLimits({ label: 'Height', value: height }, model, HEIGHT);
	return { width, height };
}

async function shapeOfInput(body: RequestBody): Promise<number | undefined> {
	for (const [, part] of filesOf(body)) {
		const { width, height } = await factsOf(part);
		if (width && height) return width / height;
	}
	return undefined;
}

function shapedSize(ratio: number | undefined, model: Model): RequestBody {
	const { limits, defaults } = model;
	const width = Number(defaults.width ?? limits.max_width);
	const height = Number(defaults.height ?? limits.max_height);
	if (!width || !height) {
		throw new InputError(
			'Size',
			`The catalog does not say which size the model ${model.slug} works best with`,
			'Set "Size" to Custom and enter width and height.',
		);
	}
	if (ratio === undefined) return { width, height };

	const step = limits.resolution_step || 8;
	// Fits the shape into the model's range first, so that rounding cannot turn landscape into square.
	const idealHeight = Math.sqrt((width * height) / ratio);
	const shapedHeight = Math.min(idealHeight, limits.max_height ?? Infinity, (limits.max_width ?? Infinity) / ratio);
	return {
		width: nearestMultiple(shapedHeight * ratio, step, limits.min_width, limits.max_width),
		height: nearestMultiple(shapedHeight, step, limits.min_height, limits.max_height),
	};
}
