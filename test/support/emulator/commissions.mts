import { FILE_TASKS, URL_TASKS } from './api/analysis.mts';
import { VIDEO_FORMATS } from './api/fields.mts';
import type { Endpoint } from './api.mts';
import { boostOf } from './boosters.mts';
import { isStructured, makers } from './endpoints.mts';
import { formatOf } from './formats.mts';
import { isTikTok, languageOf, sourceUrlOf } from './jobRules.mts';
import type { Commission, TranscriptFacts } from './jobs.mts';
import { hasFeature, isPartner } from './model.mts';
import type { Order, Submission } from './order.mts';

/** The job for an order that has been checked, by its endpoint of version 2. */
export function commission(does: string, { tasks }: Endpoint, order: Order, { fields }: Submission, price: number): Commission {
	const heard = does === 'POST /audio/transcriptions';
	return {
		type: heard ? sourceTypeOf(tasks!, order) : tasks![0],
		fields,
		price,
		// Version 1 does not know it.
		webhookSecret: order.text('webhook_secret') || undefined,
		isEstimated: isPartner(order.model!),
		promptBoost: boostOf(does, order),
		...(heard && { transcription: factsOf(order), metadata: metadataOf(order) }),
		makeResult: async () => await makers[does](order),
	};
}

/** The job's type says what kind of source it has (docs/api.md#job-types). */
function sourceTypeOf(tasks: readonly string[], order: Order): string {
	const [file] = order.files('source_file');
	if (tasks.length <= 2) return tasks[0];
	const [video, audio] = file ? FILE_TASKS : URL_TASKS;
	if (file) return VIDEO_FORMATS.some((format) => format === formatOf(file.content)) ? video : audio;
	return sourceUrlOf(order).includes('/spaces/') ? audio : video;
}

function factsOf(order: Order): TranscriptFacts {
	const isTimed = order.flag('include_ts') || order.flag('diarize');
	return {
		language: languageOf(order) ?? 'en',
		ts_level: isTimed ? order.text('ts_level') || 'segment' : null,
		diarization_available: hasFeature(order.model!, 'supports_diarization'),
		structured: isStructured(order),
	};
}

/** Known of every source. */
const COMMON = { id: '7qaiNfoMRts', title: 'A video', description: 'What it is about', channel: 'A channel', duration_seconds: 300 };
/** TikTok tells these too; where another source does not, they are null. */
const TOLD_BY_TIKTOK = {
	comment_count: 12,
	repost_count: 3,
	save_count: 4,
	uploader: 'somebody',
	uploader_url: 'https://www.tiktok.com/@somebody',
	channel_id: '1',
	channel_url: 'https://www.tiktok.com/@somebody',
	webpage_url: 'https://www.tiktok.com/@somebody/video/1',
	timestamp: 1_786_000_000,
	upload_date: '20260806',
	thumbnails: [] as unknown[],
};

/** Files have no source that could be described. */
function metadataOf(order: Order): Record<string, unknown> | null {
	if (!order.flag('include_metadata') || !sourceUrlOf(order)) return null;
	const isRich = isTikTok(order);
	const rest = isRich ? TOLD_BY_TIKTOK : Object.fromEntries(Object.keys(TOLD_BY_TIKTOK).map((key) => [key, null]));
	return { ...COMMON, extractor: isRich ? 'TikTok' : 'youtube', view_count: 1000, like_count: 100, ...rest };
}
