import { hasFeature, listOf } from './model.mts';
import type { Order } from './order.mts';

/** The one that TikTok is left to (docs/api.md#transcription). */
const TIKTOK_MODEL = 'WhisperLargeV3Ct2';

/** What is wrong by rules that no table holds: the field, and a message. */
type Objection = [field: string, message: string];

export function demandsOf(endpoint: string, order: Order): Objection[] {
	if (endpoint !== 'POST /audio/transcriptions' || !order.model) return [];
	return [...levels(order), ...speakers(order), ...languages(order), ...platforms(order)];
}

function levels(order: Order): Objection[] {
	const level = order.text('ts_level');
	if (!level) return [];
	const { slug } = order.model!;
	const levels = listOf(order.model!, 'timestamp_levels') ?? ['segment'];
	if (!order.flag('include_ts') && !order.flag('diarize')) {
		return [['ts_level', 'The ts level field requires include ts or diarize to be true.']];
	}
	if (levels.includes(level)) return [];
	return [['ts_level', `Model '${slug}' does not support ts_level '${level}'. Supported levels: ${levels.join(', ')}.`]];
}

function speakers(order: Order): Objection[] {
	if (!order.flag('diarize') || hasFeature(order.model!, 'supports_diarization')) return [];
	return [['diarize', `Model '${order.model!.slug}' does not support diarization.`]];
}

/** Where the model publishes none, everything goes. The region does not count: `pt-BR` is `pt`. */
function languages(order: Order): Objection[] {
	const language = languageOf(order);
	const known = listOf(order.model!, 'languages');
	if (!language || !known || known.includes(language)) return [];
	return [['lang', 'The selected lang is invalid.']];
}

function platforms(order: Order): Objection[] {
	if (!isTikTok(order) || order.model!.slug === TIKTOK_MODEL) return [];
	return [['model', `The selected model does not support TikTok. Use ${TIKTOK_MODEL} instead.`]];
}

/** The one to hear; undefined where that is to be found out. */
export function languageOf(order: Order): string | undefined {
	const [language] = order.text('lang').toLowerCase().split(/[-_]/);
	return language && language !== 'auto' ? language : undefined;
}

export function isTikTok(order: Order): boolean {
	const url = sourceUrlOf(order);
	return order.value('platform') === 'tiktok' || (URL.canParse(url) && /(^|\.)tiktok\.com$/.test(new URL(url).hostname));
}

export function sourceUrlOf(order: Order): string {
	return order.text(['source_url', 'video_url', 'audio_url'].find((field) => order.has(field)) ?? '');
}
