import { choiceOf, numberOf, textOf } from './call.mts';
import type { Answer } from './call.mts';
import { wrong } from './errors.mts';
import { buyAll, modelOf } from './purchase.mts';

const RATE = 24_000;
/** Of OpenAI's voices, Kokoro's of the same name; it has none that is called Shimmer, and nobody says which one stands for it. */
const ALIASES: Record<string, string> = {
	alloy: 'af_alloy',
	echo: 'am_echo',
	fable: 'bm_fable',
	onyx: 'am_onyx',
	nova: 'af_nova',
	shimmer: 'af_sky',
};

export const speak: Answer = async (call) => {
	const model = modelOf(call);
	const format = choiceOf(call, 'response_format', ['mp3']);
	const wanted = textOf(call, 'voice') ?? '';
	const voice = model.slug === 'Kokoro' ? (ALIASES[wanted] ?? wanted) : wanted;
	const languages = (model.languages ?? []).filter(({ voices }) => voices.some(({ slug }) => slug === voice));
	// Some voices speak every language.
	const language = languages.find(({ slug }) => slug.startsWith('en') || slug === 'English') ?? languages[0];
	if (!language) throw wrong('voice', `Invalid value for 'voice': ${model.slug} has no voice '${wanted}'.`);
	const fields = { model: model.slug, text: textOf(call, 'input'), voice, lang: language.slug, format, sample_rate: RATE };
	const speed = numberOf(call, 'speed') ?? 1;
	const [{ result }] = await buyAll(call, 'POST /audio/speech', [{ fields: { ...fields, speed }, files: [] }]);
	call.reply.type(result!.mimeType);
	return result!.content;
};
