import type { Job } from '../jobs.mts';
import { probe } from '../probe.mts';
import { choiceOf, filesOf, textOf } from './call.mts';
import type { Answer } from './call.mts';
import { wrong } from './errors.mts';
import { buyAll, modelOf } from './purchase.mts';

export const transcribe: Answer = async (call) => {
	const model = modelOf(call);
	const format = choiceOf(call, 'response_format', ['json', 'text', 'verbose_json']);
	const [file, ...more] = filesOf(call, 'file');
	if (!file || more.length > 0) throw wrong('file', 'You must provide one file.');
	const fields = { model: model.slug, include_ts: '0', lang: textOf(call, 'language') };
	const files = [{ ...file, field: 'source_file' }];
	const [job] = await buyAll(call, 'POST /audio/transcriptions', [{ fields, files }]);
	const text = textIn(job);
	if (format === 'text') {
		call.reply.type('text/plain; charset=utf-8');
		return `${text}\n`;
	}
	if (format === 'json') return { text };
	const { seconds } = await probe(file.content);
	return { task: 'transcribe', language: job.transcription!.language, duration: seconds, text };
};

/** The newer of the models writes JSON (docs/api.md#transcripts). */
function textIn({ result, transcription }: Job): string {
	const content = result!.content.toString();
	return transcription!.structured ? (JSON.parse(content) as { text: string }).text : content;
}
