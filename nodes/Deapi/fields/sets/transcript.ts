import type { Model } from '../../../shared/api/model';
import type { RequestBody } from '../../../shared/api/requestBody';
import { InputError } from '../../../shared/n8n/inputError';
import type { Field } from '../field';
import { isBlank, shown, toBoolean, toText, toTexts } from '../values';

const TIMESTAMPS = 'Include Timestamps';

export const timestamps: Field = {
	name: 'includeTimestamps',
	label: TIMESTAMPS,
	api: ['include_ts'],
	properties: [
		{
			displayName: TIMESTAMPS,
			name: 'includeTimestamps',
			type: 'boolean',
			default: true,
			description: 'Whether to output when each sentence is said, as segments',
		},
	],
	write: (value, { item }) => {
		const isWanted = toBoolean(TIMESTAMPS, value ?? true);
		const areNeeded = toTexts('Subtitles', item.raw('options.subtitles')).length > 0;
		return { include_ts: isWanted || areNeeded || [speakers, wordTimestamps].some((field) => isOn(item.get(field))) };
	},
};

interface SwitchOptions {
	name: string;
	label: string;
	description: string;
	/** What is sent where it is on. */
	sent: Record<string, boolean | string>;
	onlyFor?: Field['onlyFor'];
	/** Whether the model can do it; otherwise it is refused. */
	can?(model: Model): boolean;
}

/** An option that is sent only where it is on. */
function onOff({ name, label, description, sent, onlyFor, can = () => true }: SwitchOptions): Field {
	return {
		name,
		label,
		api: Object.keys(sent),
		optional: true,
		isV2: true,
		onlyFor,
		properties: [{ displayName: label, name, type: 'boolean', default: false, description }],
		suits: (value, model) => !isOn(value) || can(model),
		write: (value, { model }) => {
			if (isBlank(value) || !toBoolean(label, value)) return {};
			if (can(model)) return sent;
			throw new InputError(
				label,
				`"${label}" is on, which the model ${model.slug} cannot do`,
				'Leave "Model" empty for one that can, choose another model, or turn it off.',
			);
		},
	};
}

/** Of a value that may be anything: what cannot be read, the option itself refuses. */
function isOn(value: unknown): boolean {
	return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}

export const speakers = onOff({
	name: 'speakers',
	label: 'Identify Speakers',
	description: 'Whether to tell the speakers apart, in the segments and in subtitles. This costs more with some models.',
	sent: { diarize: true },
	can: ({ features }) => features.supports_diarization === true,
});

export const wordTimestamps = onOff({
	name: 'wordTimestamps',
	label: 'Word Timestamps',
	description: 'Whether to output when each word is said, in the segments. This costs more with some models.',
	sent: { ts_level: 'word' },
	can: ({ lists }) => lists.timestamp_levels?.includes('word') === true,
});

export const includeMetadata = onOff({
	name: 'metadata',
	label: 'Include Metadata',
	description: 'Whether to output the title, channel and more of what is at the address. This costs a little extra.',
	sent: { include_metadata: true },
	onlyFor: { source: 'url' },
});

const LANGUAGE = 'Language Code';
/** Characters that the API takes. */
const LONGEST_CODE = 16;

export const languageCode: Field = {
	name: 'language',
	label: LANGUAGE,
	api: ['lang'],
	optional: true,
	isV2: true,
	properties: [
		{
			displayName: LANGUAGE,
			name: 'language',
			type: 'string',
			default: '',
			placeholder: 'e.g. en',
			description: 'The language that is spoken. If left out, the model detects it. With a wrong one, the text is a translation.',
		},
	],
	suits: (value, model) => typeof value !== 'string' || speaks(model, value),
	write: (value, { model }): RequestBody => {
		const code = toText(LANGUAGE, value);
		if (code === '') return {};
		if (!/^[a-z]{2,3}([-_][a-z\d]+)*$|^auto$/i.test(code) || code.length > LONGEST_CODE) {
			throw new InputError(
				LANGUAGE,
				`"${LANGUAGE}" is ${shown(code)}, which is not a language code`,
				'Use a code such as en, de or pt-BR.',
			);
		}
		if (speaks(model, code)) return { lang: code };
		const known = (model.lists.languages ?? []).join(', ');
		throw new InputError(LANGUAGE, `"${LANGUAGE}" is ${shown(code)}, which the model ${model.slug} does not have`, `Use one of: ${known}.`);
	},
};

/** Where the catalog lists nothing, the API decides. It cuts off the region. */
function speaks({ lists: { languages } }: Model, code: string): boolean {
	const [language] = code.trim().toLowerCase().split(/[-_]/);
	return !languages || language === '' || language === 'auto' || languages.some((known) => known.toLowerCase() === language);
}
