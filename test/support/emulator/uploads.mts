import { IMAGE_FORMATS, VIDEO_FORMATS } from './api/fields.mts';
import type { Field } from './api/fields.mts';
import { formatOf } from './formats.mts';
import type { Order, UploadedFile } from './order.mts';
import type { Objections } from './validation.mts';

/** Whether the files are what they have to be; they are told by their content. */
export function checkFiles(name: string, field: Field, order: Order, { must }: Objections): boolean {
	const { formats = [] } = field;
	const files = order.files(name);
	const isPicture = IMAGE_FORMATS.every((format) => formats.includes(format));
	const isForeign = files.some(({ content }) => !formats.includes(formatOf(content)!));
	const tooLarge = order.takesAnySize ? undefined : files.find(({ content }) => content.length > largest(content, field));
	if (files.length === 0) must('must be a file.');
	if (isForeign) must(isPicture ? 'must be an image.' : `must be a file of type: ${formats.join(', ')}.`);
	if (tooLarge) must(`must not be greater than ${largest(tooLarge.content, field) / 1024} kilobytes.`);
	return files.length > 0 && !isForeign && !tooLarge;
}

/** In bytes. */
function largest(content: Buffer, { maxBytes = Infinity, maxAudioBytes = maxBytes }: Field): number {
	return VIDEO_FORMATS.some((format) => format === formatOf(content)) ? maxBytes : maxAudioBytes;
}

const SIDES = { min: 64, max: 5000 };

/** Holds the pixels and seconds of files against the model's limits. */
export async function measureFiles(name: string, field: Field, order: Order, object: Objections): Promise<void> {
	const { pixels, seconds, sides } = field;
	if (!pixels && !seconds && !sides) return;
	for (const file of order.files(name)) await measure(file, field, order, object);
}

async function measure(file: UploadedFile, { pixels, sides, seconds: stem }: Field, order: Order, { must }: Objections) {
	try {
		const { width = 0, height = 0, seconds = 0 } = await order.probe(file);
		const { min_width = 0, max_width = Infinity, min_height = 0, max_height = Infinity } = order.limits;
		const { [`min_${stem}`]: shortest = 0, [`max_${stem}`]: longest = Infinity } = order.limits;
		const fits = width >= min_width && width <= max_width && height >= min_height && height <= max_height;
		const isOdd = [width, height].some((side) => side < SIDES.min || side > SIDES.max);
		if (sides && isOdd) must(`has invalid image dimensions: ${width}x${height}.`);
		else if (pixels && !fits)
			must(`has invalid dimensions: ${width}x${height}, not ${min_width}x${min_height} to ${max_width}x${max_height}.`);
		if (stem && (seconds < shortest || seconds > longest)) must(`must be between ${shortest} and ${longest} seconds long.`);
	} catch {
		must('cannot be read.');
	}
}
