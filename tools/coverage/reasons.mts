import { api } from '../../test/support/emulator/api.mts';
import type { Version } from '../../test/support/emulator/api.mts';
import { nameIn } from './versions.mts';

/** Why the node leaves something of the API out. One that does not apply any more is an error. */
export interface Reason {
	/** Endpoints; a reason is good for their prices too. */
	of: string[];
	/** None: the endpoint as a whole. */
	fields?: string[];
	/** Those that leave it out, where others do not. */
	operations?: string[];
	why: string;
}

const SPEECH = { of: ['POST /audio/speech'], why: 'Belongs to another mode, which is another operation' };
const AUDIO_PROMPTS = [
	'audio > generateMusic (enhancing)',
	'audio > generateSpeech (enhancing)',
	'prompt > boostMusic',
	'prompt > boostSpeech',
];

/** By the endpoints of version 2. */
const reasons: Reason[] = [
	{
		of: ['POST /images/generations', 'POST /images/edits', 'POST /videos/generations', 'POST /videos/animations'],
		fields: ['enhance_prompt'],
		why: 'Prompts are made better by a call of their own: its price can be asked for, and what it was paid for is kept where the job fails',
	},
	{
		of: ['POST /audio/transcriptions', 'POST /images/ocr', 'POST /embeddings'],
		fields: ['return_result_in_response'],
		why: 'Not sent: texts and vectors are read from the result file, which has no size limit, and from `result` where the API puts it there all the same',
	},
	{
		of: ['POST /audio/transcriptions'],
		fields: ['platform'],
		why: 'For a length without a source: the URL itself is sent, and tells the platform',
	},
	{
		of: ['GET /models'],
		fields: ['filter[inference_types]', 'per_page'],
		why: 'The whole catalog is fetched and searched here, since the filter takes other names than older documents have; `per_page` is ignored',
	},
	{ of: ['POST /audio/speech'], fields: ['count_text'], why: 'The text itself is sent, so that the price is for the very request' },
	{ ...SPEECH, fields: ['voice', 'instruct'], operations: ['audio > cloneVoice'] },
	{ ...SPEECH, fields: ['voice', 'ref_audio', 'ref_text'], operations: ['audio > designVoice'] },
	{ ...SPEECH, fields: ['ref_audio', 'ref_text'], operations: ['audio > generateSpeech'] },
	{
		of: ['POST /prompts/enhancements'],
		fields: ['image'],
		operations: [...AUDIO_PROMPTS, 'image > generate (enhancing)', 'prompt > boostImage'],
		why: 'Refused for what is made without an image',
	},
	{
		of: ['POST /prompts/enhancements'],
		fields: ['negative_prompt'],
		operations: AUDIO_PROMPTS,
		why: 'Jobs for speech and music take none',
	},
];

const ofV1Alone: Reason = {
	of: ['POST /vid2txt', 'POST /aud2txt', 'POST /videofile2txt', 'POST /audiofile2txt'],
	why: 'Replaced by POST /transcribe, which takes the same sources',
};

export function reasonsFor(version: Version): Reason[] {
	return version === 'v2' ? reasons : [...reasons.flatMap(inV1), ofV1Alone];
}

/** For those of its endpoints and fields that version 1 has. */
function inV1({ of, fields, ...reason }: Reason): Reason[] {
	return of.flatMap((call) => {
		const name = nameIn('v1', call);
		const endpoint = api.v1[name];
		const known = fields?.filter((field) => field in { ...endpoint?.fields, ...endpoint?.price?.fields });
		return !endpoint || known?.length === 0 ? [] : [{ ...reason, of: [name], fields: known }];
	});
}
