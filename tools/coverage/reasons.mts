/** Why the node leaves something of the API out. One that does not apply any more is an error. */
export interface Reason {
	/** Endpoints; a reason is good for their prices too. */
	of: string[];
	/** None: the endpoint as a whole. */
	fields?: string[];
	/** The one that leaves it out, where others do not. */
	operation?: string;
	why: string;
}

const SPEECH = { of: ['POST /txt2audio'], why: 'Belongs to another mode, which is another operation' };

export const reasons: Reason[] = [
	{
		of: ['POST /vid2txt', 'POST /aud2txt', 'POST /videofile2txt', 'POST /audiofile2txt'],
		why: 'Replaced by POST /transcribe, which takes the same sources',
	},
	{
		of: ['POST /transcribe', 'POST /img2txt', 'POST /txt2embedding'],
		fields: ['return_result_in_response'],
		why: 'Not sent: texts and vectors are read from the result file, which has no size limit, and from `result` where the API puts it there all the same',
	},
	{
		of: ['GET /models'],
		fields: ['filter[inference_types]'],
		why: 'The whole catalog is fetched and searched here, since sources disagree about the names that the filter takes',
	},
	{ of: ['POST /txt2audio'], fields: ['count_text'], why: 'The text itself is sent, so that the price is for the very request' },
	{ of: ['POST /vid-rmbg'], fields: ['duration'], why: 'Optional, and in no document of the vendor for this endpoint' },
	{ ...SPEECH, fields: ['voice', 'instruct'], operation: 'audio > cloneVoice' },
	{ ...SPEECH, fields: ['voice', 'ref_audio', 'ref_text'], operation: 'audio > designVoice' },
	{ ...SPEECH, fields: ['ref_audio', 'ref_text'], operation: 'audio > generateSpeech' },
	{
		of: ['POST /prompt/speech'],
		fields: ['lang_code'],
		operation: 'audio > generateSpeech (enhancing)',
		why: 'Optional, and not known: the catalog calls languages "English" or "en-us", not by the codes that boosters take',
	},
];
