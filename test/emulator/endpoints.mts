import type { Result } from './jobs.mts';
import { cutOut, drawPicture } from './pictures.mts';
import type { UploadedFile, Validation } from './validation.mts';

export interface Submission {
	fields: Record<string, unknown>;
	files: UploadedFile[];
}

export interface Work {
	price: number;
	makeResult: () => Result;
}

/** Checks a submission as the API does, and says what it costs and what comes of it. */
type Endpoint = (check: Validation, submission: Submission) => Work;

/** The endpoints that take jobs, by their path (facts file §1). Prices are the vendor's examples. */
export const endpoints: Record<string, Endpoint> = {
	'/txt2img': (check) => {
		const prompt = check.text('prompt');
		const limits = check.limitsOf(check.model('txt2img'));
		const width = check.integer('width', limits);
		const height = check.integer('height', limits);
		check.multiple('width', limits.resolution_step);
		check.multiple('height', limits.resolution_step);
		const seed = check.integer('seed', {});
		const steps = check.integer('steps', limits);
		return {
			price: 0.00136 * ((width * height) / 512 ** 2) * (steps / 4),
			makeResult: () => png(drawPicture(prompt, seed, width, height)),
		};
	},
	'/img-rmbg': (check, { files }) => {
		check.model('img-rmbg');
		const image = check.image(files, 'image');
		return { price: 0.00046, makeResult: () => png(cutOut(image!.content)) };
	},
};

function png(content: Buffer): Result {
	return { content, mimeType: 'image/png', extension: 'png' };
}
