import type { Model } from '../../shared/catalogue';
import { InputError } from '../../shared/errors';
import type { RequestBody } from '../../shared/multipart';
import type { Field } from './field';
import { checkLimits, nearestMultiple } from './limits';
import { toNumber } from './number';

const SHAPES: Record<string, number> = { landscape: 16 / 9, portrait: 9 / 16, square: 1 };

/** Width and height: the model's own, a shape that it can do, or the user's numbers. */
export function size(): Field {
	const custom = { displayOptions: { show: { ratio: ['custom'] } } };
	const field: Field = {
		kind: 'size',
		name: 'ratio',
		label: 'Size',
		api: ['width', 'height'],
		properties: [
			{
				displayName: 'Size',
				name: 'ratio',
				type: 'options',
				default: 'modelDefault',
				description: 'Shapes keep to the area that the model works best with',
				options: [
					{ name: 'Custom', value: 'custom', description: 'Width and height in pixels' },
					{ name: 'Landscape', value: 'landscape', description: 'About 16:9' },
					{ name: 'Model Default', value: 'modelDefault', description: 'What the model works best with' },
					{ name: 'Portrait', value: 'portrait', description: 'About 9:16' },
					{ name: 'Square', value: 'square' },
				],
			},
			{
				displayName: 'Width',
				name: 'width',
				type: 'number',
				default: 768,
				description: 'Width in pixels; the limits of the chosen model are checked before anything is sent',
				...custom,
			},
			{
				displayName: 'Height',
				name: 'height',
				type: 'number',
				default: 768,
				description: 'Height in pixels; the limits of the chosen model are checked before anything is sent',
				...custom,
			},
		],
		write: (item, model) => {
			const ratio = String(item.get(field) ?? 'modelDefault');
			if (ratio === 'custom') return customSize(item.raw('width'), item.raw('height'), model);
			return shapedSize(SHAPES[ratio], model);
		},
	};
	return field;
}

function customSize(givenWidth: unknown, givenHeight: unknown, model: Model): RequestBody {
	const width = toNumber('Width', givenWidth, true);
	const height = toNumber('Height', givenHeight, true);
	checkLimits('Width', width, model, 'width', model.limits.resolution_step);
	checkLimits('Height', height, model, 'height', model.limits.resolution_step);
	return { width, height };
}

function shapedSize(ratio: number | undefined, model: Model): RequestBody {
	const { limits, defaults } = model;
	const width = Number(defaults.width ?? limits.max_width);
	const height = Number(defaults.height ?? limits.max_height);
	if (!width || !height) {
		throw new InputError('Size', `The catalogue does not say which size the model ${model.slug} works best with`, 'Set "Size" to Custom and enter width and height.');
	}
	if (ratio === undefined) return { width, height };

	const step = limits.resolution_step || 8;
	// Fits the shape into the model's range first, so that rounding cannot turn landscape into square.
	const idealHeight = Math.sqrt((width * height) / ratio);
	const shapedHeight = Math.min(idealHeight, (limits.max_height ?? Infinity), (limits.max_width ?? Infinity) / ratio);
	return {
		width: nearestMultiple(shapedHeight * ratio, step, limits.min_width, limits.max_width),
		height: nearestMultiple(shapedHeight, step, limits.min_height, limits.max_height),
	};
}
