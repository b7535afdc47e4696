import type { Job } from '../jobs.mts';
import { tokensOf } from '../embeddings.mts';
import { choiceOf } from './call.mts';
import type { Answer, Call } from './call.mts';
import { wrong } from './errors.mts';
import { buyAll, modelOf } from './purchase.mts';

/** Each text is a job of its own, which is why each counts (docs/api.md#limits-of-the-gateway). */
export const embedTexts: Answer = async (call) => {
	const { slug } = modelOf(call);
	if (call.submission.fields.dimensions !== undefined) throw wrong('dimensions', 'This model does not support specifying dimensions.');
	const format = choiceOf(call, 'encoding_format', ['float', 'base64']);
	const texts = textsOf(call);
	const submissions = texts.map((input) => ({ fields: { model: slug, input }, files: [] }));
	const jobs = await buyAll(call, 'POST /embeddings', submissions);
	const tokens = texts.map(tokensOf).reduce((sum, count) => sum + count, 0);
	return {
		object: 'list',
		data: jobs.map((job, index) => ({ object: 'embedding', index, embedding: written(vectorOf(job), format) })),
		model: slug,
		usage: { prompt_tokens: tokens, total_tokens: tokens },
	};
};

function textsOf({ submission: { fields } }: Call): string[] {
	const texts = [fields.input].flat();
	const isRight = texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '');
	if (!isRight) throw wrong('input', "Invalid 'input': expected a text, or a list of texts, none of them empty.");
	return texts as string[];
}

function vectorOf({ result }: Job): number[] {
	return (JSON.parse(result!.content.toString()) as number[][])[0];
}

/** As OpenAI packs numbers: 32-bit floats, the lowest byte first. */
function written(vector: number[], format: 'base64' | 'float'): number[] | string {
	if (format === 'float') return vector;
	const bytes = Buffer.alloc(vector.length * 4);
	vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
	return bytes.toString('base64');
}
