import { catalog as original } from '../support/emulator/catalog.mts';
import type { CatalogModel } from '../support/emulator/model.mts';

/** In characters: a sentence of a life, and not two. */
const LONGEST_TEXTS: Record<string, number> = { Kokoro: 60, Chatterbox: 56, Qwen3_TTS_12Hz_1_7B_CustomVoice: 60 };

/** As it is, but for the models that speak: a sentence is a long text to them, and WAV is all they know. */
export const catalog: CatalogModel[] = original.map((model) => {
	const { slug, info } = model;
	if (!(slug in LONGEST_TEXTS) || Array.isArray(info)) return model;
	const limits = { ...info.limits, min_text: 3, max_text: LONGEST_TEXTS[slug], output_formats: ['wav'] };
	return { ...model, info: { ...info, limits } };
});
