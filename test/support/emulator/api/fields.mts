import type { FileFormat } from '../formats.mts';

/** `list`: a string, or a list of strings. `files`: several files under one name that ends with `[]`. */
export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'file' | 'files' | 'list' | 'loras';

/** A field of an endpoint, and the rules that it obeys. Names in rules are those of other fields of the same endpoint. */
export interface Field {
	type: FieldType;
	/** `limited`: where the model publishes a limit for it. `present`: has to be sent, but may be null. */
	required?: true | 'limited' | 'present';
	/** Required where all of these are sent. */
	requiredWith?: readonly string[];
	/** Required where none of these is sent. */
	requiredWithout?: readonly string[];
	/** Required where another field has this value or one of these, be it by default. */
	requiredWhen?: { field: string; is: string | readonly string[] };
	/** Refused unless another field has one of these values. */
	allowedWhen?: { field: string; is: readonly string[] };
	/** Refused unless all of these are sent. */
	needs?: readonly string[];
	/** Cannot be sent together with any of these. */
	excludes?: readonly string[];
	/** What the API takes where nothing is sent. */
	default?: string | number;
	/** Characters of a string. */
	minLength?: number;
	maxLength?: number;
	/** Entries of a list. */
	maxItems?: number;
	min?: number;
	max?: number;
	values?: ReadonlyArray<string | number>;
	/** The value must be a URL; `https`: with that scheme. */
	url?: 'any' | 'https';
	/** Stem of the model's limits for the number, the length of the text or the count of files: `width` obeys `min_width` and `max_width`. */
	limit?: string;
	/** The model's limit that the number has to be a multiple of. */
	multipleOf?: 'resolution_step';
	/** The model's tokens limits count: `max_input_tokens` for each text, `max_total_tokens` for all. */
	tokens?: true;
	/** Where the catalog lists what a model takes; where it lists nothing, everything goes. */
	listed?: 'available_ratios' | 'languages' | 'loras' | 'output_formats' | 'qualities' | 'voices';
	/** A feature that the model needs to have for the field, or for some of its values. */
	feature?: string | Record<string, string>;
	/** What files may be, by their content. */
	formats?: readonly FileFormat[];
	/** Largest size of each file. */
	maxBytes?: number;
	/** Largest size of those that are no videos, where both kinds are taken. */
	maxAudioBytes?: number;
	/** A picture's sides have between 64 and 5000 pixels, whatever the model. */
	sides?: true;
	/** An uploaded picture or video is held against the model's limits for width and height. */
	pixels?: true;
	/** Stem of the model's limits for the seconds that an uploaded video or audio lasts. */
	seconds?: string;
	/** Models of partners refuse it. */
	notOfPartners?: true;
	/** A boolean that may also be spelled `true` and `false` in a multipart body. */
	spelledOut?: true;
	/** Version 1 does not have it. */
	v2Only?: true;
}

export type Fields = Record<string, Field>;
type Rules = Omit<Field, 'type'>;

export const MEBIBYTE = 1024 * 1024;
/** docs/api.md#files */
export const LARGEST_VIDEO = 50 * MEBIBYTE;
export const LARGEST_AUDIO = 20 * MEBIBYTE;

/** What files may be: docs/api.md#files. */
export const IMAGE_FORMATS = ['jpg', 'png', 'gif', 'bmp', 'webp'] as const;
export const VIDEO_FORMATS = ['mp4', 'mpeg', 'mov', 'avi', 'wmv', 'ogg'] as const;
export const AUDIO_FORMATS = ['aac', 'mp3', 'ogg', 'wav', 'webm', 'flac'] as const;
/** The documents leave WAV out; sources disagree whether it is refused. */
export const VOICE_FORMATS = ['mp3', 'ogg', 'm4a', 'wav'] as const;

export const string = (rules: Rules = {}): Field => ({ type: 'string', ...rules });
export const integer = (rules: Rules = {}): Field => ({ type: 'integer', ...rules });
export const number = (rules: Rules = {}): Field => ({ type: 'number', ...rules });
export const boolean = (rules: Rules = {}): Field => ({ type: 'boolean', ...rules });
export const file = (rules: Rules): Field => ({ type: 'file', ...rules });

/** Pictures are 10 MB at most, everywhere. */
export const image = (rules: Rules = {}): Field => file({ formats: IMAGE_FORMATS, maxBytes: 10 * MEBIBYTE, sides: true, ...rules });
export const video = (rules: Rules = {}): Field => file({ formats: VIDEO_FORMATS, maxBytes: LARGEST_VIDEO, ...rules });

export const prompt = string({ required: true });
export const model = string({ required: true });
export const width = integer({ limit: 'width', multipleOf: 'resolution_step' });
export const height = integer({ limit: 'height', multipleOf: 'resolution_step' });
export const size = { width: { ...width, required: true }, height: { ...height, required: true } } as const;
export const seed = integer({ required: true });
export const steps = integer({ limit: 'steps', notOfPartners: true });
export const guidance = number({ limit: 'guidance', notOfPartners: true });
export const negative_prompt = string();
export const loras: Field = { type: 'loras', listed: 'loras' };
export const quality = string({ listed: 'qualities', v2Only: true });
/** In multipart bodies it has to be `1`, not `true` (docs/api.md#multipart). */
export const enhance_prompt = boolean({ v2Only: true });
export const return_result_in_response = boolean({ spelledOut: true });
/** Of every job (docs/api.md#webhooks). */
export const callback: Fields = {
	webhook_url: string({ url: 'https', maxLength: 2048 }),
	webhook_secret: string({ minLength: 32, maxLength: 255, needs: ['webhook_url'], v2Only: true }),
};
