import type { INodeParameters } from 'n8n-workflow';

/** What a part says of a file, after the file's content: its type, and the ends of names that are right for it. */
export interface Kind {
	type: RegExp;
	endings: string[];
}

const kind = (type: string, ...endings: string[]): Kind => ({ type: new RegExp(`^(${type})$`), endings });

export const KINDS = {
	png: kind('image/png', 'png'),
	jpg: kind('image/jpeg', 'jpg', 'jpeg', 'jfif'),
	gif: kind('image/gif', 'gif'),
	bmp: kind('image/bmp', 'bmp'),
	webp: kind('image/webp', 'webp'),
	mp4: kind('video/mp4', 'mp4', 'm4v'),
	mov: kind('video/quicktime', 'mov', 'qt'),
	'3gp': kind('video/(3gpp|mp4)', '3gp', 'mp4'),
	avi: kind('video/(x-msvideo|avi)', 'avi'),
	mpeg: kind('video/mpeg', 'mpeg', 'mpg'),
	wmv: kind('video/x-ms-(wmv|asf)', 'wmv', 'asf'),
	ogv: kind('video/ogg', 'ogv', 'ogg'),
	webm: kind('video/webm', 'webm'),
	mp3: kind('audio/mpeg', 'mp3'),
	// Under another type, the API has refused it: docs/api.md#files.
	wav: kind('audio/wav', 'wav'),
	flac: kind('audio/flac', 'flac'),
	ogg: kind('audio/ogg', 'ogg', 'oga', 'opus'),
	m4a: kind('audio/(mp4|x-m4a)', 'm4a', 'mp4'),
	aac: kind('audio/aac', 'aac'),
	weba: kind('audio/webm', 'webm', 'weba'),
	/** What nobody can tell goes by what was declared. */
	declaredPng: { type: /^image\/png$/, endings: ['png', 'bin'] },
} satisfies Record<string, Kind>;

export interface Input {
	operation: string;
	/** With the file in the field "data". */
	parameters: INodeParameters;
	request: string;
}

const FROM_IMAGE = { source: 'image', prompt: 'Waves roll in', firstFrame: 'data', ratio: 'original' };

/** Where a file can go. */
export const INPUTS = {
	picture: {
		operation: 'image > removeBackground',
		parameters: { binaryPropertyName: 'data' },
		request: 'POST /images/background-removals',
	},
	film: { operation: 'video > removeBackground', parameters: { videoBinaryProperty: 'data' }, request: 'POST /videos/background-removals' },
	sound: {
		operation: 'video > generateFromAudio',
		parameters: { prompt: 'A fox sings', audioBinaryProperty: 'data' },
		request: 'POST /videos/audio-syncs',
	},
	recording: {
		operation: 'audio > transcribe',
		parameters: { source: 'binary', binaryPropertyName: 'data' },
		request: 'POST /audio/transcriptions',
	},
	/** The video that begins with it takes on its shape. */
	firstFrame: { operation: 'video > generate', parameters: FROM_IMAGE, request: 'POST /videos/animations' },
	/** Its size is what the price is asked for with. */
	priced: {
		operation: 'video > removeBackground',
		parameters: { videoBinaryProperty: 'data', options: { estimatePriceOnly: true } },
		request: 'POST /videos/background-removals/price',
	},
} satisfies Record<string, Input>;
