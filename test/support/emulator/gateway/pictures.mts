import { randomInt } from 'node:crypto';

import type { Job } from '../jobs.mts';
import { hasFeature, isPartner, limitsOf } from '../model.mts';
import type { CatalogModel } from '../model.mts';
import type { Submission, UploadedFile } from '../order.mts';
import { choiceOf, filesOf, numberOf, textOf } from './call.mts';
import type { Answer, Call } from './call.mts';
import { wrong } from './errors.mts';
import { buyAll, modelOf } from './purchase.mts';

/** Pictures in one request (docs/api.md#openai-gateway). */
const MOST = 4;

export const generatePictures: Answer = async (call) => {
	const model = modelOf(call);
	const size = sizeOf(call) ?? { width: defaultOf(model, 'width'), height: defaultOf(model, 'height') };
	return await answer(call, 'POST /images/generations', { ...size, ...fieldsOf(call, model) }, []);
};

export const editPictures: Answer = async (call) => {
	const model = modelOf(call);
	if (call.submission.fields.mask !== undefined || filesOf(call, 'mask').length > 0) {
		throw wrong('mask', 'Inpainting with a mask is not supported.');
	}
	const files = filesOf(call, 'image');
	if (files.length === 0) throw wrong('image', 'You must provide an image.');
	const field = files.length > 1 ? 'images[]' : 'image';
	const images = files.map((file) => ({ ...file, field }));
	return await answer(call, 'POST /images/edits', { ...sizeOf(call), ...fieldsOf(call, model) }, images);
};

async function answer(call: Call, endpoint: string, fields: object, files: UploadedFile[]): Promise<object> {
	const format = choiceOf(call, 'response_format', ['url', 'b64_json']);
	const pictures = Array.from({ length: countOf(call) }, (): Submission => ({ fields: { ...fields, seed: randomInt(2 ** 31) }, files }));
	const jobs = await buyAll(call, endpoint, pictures);
	const inAnswer = (job: Job) => (format === 'url' ? { url: call.emulator.storage.signUrl(job) } : { b64_json: base64Of(job) });
	return { created: Math.floor(Date.now() / 1000), data: jobs.map(inAnswer) };
}

const base64Of = ({ result }: Job) => result!.content.toString('base64');

function countOf(call: Call): number {
	const count = numberOf(call, 'n') ?? 1;
	if (!Number.isInteger(count) || count < 1 || count > MOST) throw wrong('n', `Invalid 'n': expected a number between 1 and ${MOST}.`);
	return count;
}

function sizeOf(call: Call): { width: number; height: number } | undefined {
	const size = textOf(call, 'size');
	if (size === undefined) return undefined;
	const [, width, height] = /^(\d+)x(\d+)$/.exec(size) ?? [];
	if (width === undefined) throw wrong('size', "Invalid 'size': expected WIDTHxHEIGHT.");
	return { width: Number(width), height: Number(height) };
}

/** What the native API wants besides, as the model's defaults have it. */
function fieldsOf(call: Call, model: CatalogModel): object {
	const guidance = hasFeature(model, 'supports_guidance') ? { guidance: defaultOf(model, 'guidance') } : {};
	const steps = isPartner(model) ? {} : { steps: defaultOf(model, 'steps') };
	return { model: model.slug, prompt: textOf(call, 'prompt'), ...steps, ...guidance };
}

function defaultOf(model: CatalogModel, name: string): number {
	const { defaults = {} } = Array.isArray(model.info) ? {} : model.info;
	return Number(defaults[name] ?? limitsOf(model)[`min_${name}`]);
}
