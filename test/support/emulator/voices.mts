export interface Voice {
	name: string;
	slug: string;
	gender: string;
}

export interface Language {
	name: string;
	slug: string;
	voices: Voice[];
}

const KOKORO: Array<[slug: string, name: string, voices: string]> = [
	[
		'en-us',
		'English (US)',
		`am_adam af_alloy af_aoede af_bella am_echo am_eric am_fenrir af_heart af_jessica af_kore am_liam
		am_michael af_nicole af_nova am_onyx am_puck af_river am_santa af_sarah af_sky`,
	],
	['en-gb', 'English (UK)', 'bf_alice bm_daniel bf_emma bm_fable bm_george bf_isabella bm_lewis bf_lily'],
	['es', 'Spanish', 'em_alex ef_dora em_santa'],
	['fr-fr', 'French', 'ff_siwis'],
	['hi', 'Hindi', 'hf_alpha hf_beta hm_omega hm_psi'],
	['it', 'Italian', 'im_nicola if_sara'],
	['pt-br', 'Portuguese (Brazil)', 'pm_alex pf_dora pm_santa'],
];

/** What is known of voices: docs/api.md#voices. */
export const kokoroLanguages: Language[] = KOKORO.map(([slug, name, voices]) => ({
	name,
	slug,
	voices: voices.split(/\s+/).map(kokoroVoice),
}));

const CHATTERBOX: Record<string, string> = {
	ar: 'Arabic',
	zh: 'Chinese',
	da: 'Danish',
	nl: 'Dutch',
	en: 'English',
	fi: 'Finnish',
	fr: 'French',
	de: 'German',
	el: 'Greek',
	he: 'Hebrew',
	hi: 'Hindi',
	it: 'Italian',
	ja: 'Japanese',
	ko: 'Korean',
	ms: 'Malay',
	no: 'Norwegian',
	pl: 'Polish',
	pt: 'Portuguese',
	ru: 'Russian',
	es: 'Spanish',
	sw: 'Swahili',
	sv: 'Swedish',
	tr: 'Turkish',
};

export const chatterboxLanguages: Language[] = Object.entries(CHATTERBOX).map(([slug, name]) => ({
	name,
	slug,
	voices: [{ name: 'Default', slug: 'default', gender: 'female' }],
}));

const QWEN = ['Chinese', 'English', 'French', 'German', 'Italian', 'Japanese', 'Korean', 'Portuguese', 'Russian', 'Spanish'];
const QWEN_VOICES: Array<[slug: string, gender: string]> = [
	['Vivian', 'female'],
	['Serena', 'female'],
	['Uncle_Fu', 'male'],
	['Dylan', 'male'],
	['Eric', 'male'],
	['Ryan', 'male'],
	['Aiden', 'male'],
	['Ono_Anna', 'female'],
	['Sohee', 'female'],
];

/** Its slugs are the English names. The vendor's own n8n node does not offer Ryan for Chinese. */
export const qwenLanguages: Language[] = QWEN.map((name) => ({
	name,
	slug: name,
	voices: QWEN_VOICES.filter(([slug]) => name !== 'Chinese' || slug !== 'Ryan').map(([slug, gender]) => ({
		name: slug.replace('_', ' '),
		slug,
		gender,
	})),
}));

/** Of models that clone or design their voices. */
export const qwenLanguagesWithoutVoices: Language[] = QWEN.map((name) => ({ name, slug: name, voices: [] }));

/** The second letter of a slug tells the gender, but for one that the API has as male all the same. */
function kokoroVoice(slug: string): Voice {
	const name = slug.slice(3);
	return { name: name[0].toUpperCase() + name.slice(1), slug, gender: slug === 'af_alloy' || slug[1] === 'm' ? 'male' : 'female' };
}
