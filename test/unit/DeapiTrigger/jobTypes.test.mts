import { describe, expect, it } from 'vitest';

import { JOB_TYPES } from '../../../nodes/DeapiTrigger/jobTypes.ts';
import { taskOf } from '../../../nodes/shared/api/model.ts';

/** docs/api.md#job-types: what the API says, and what older documents and saved workflows say. */
const NEWEST =
	'txt2img img2img img2txt img-rmbg img-upscale txt2video img2video audio2video video-replace vid-upscale txt2audio txt2music txt2embedding audio2text video2text audio_file2text video_file2text transcription';
const SAVED =
	'aud2txt aud2video audiofile2txt img_rmbg img2img img2txt img2video img_upscale txt2embedding txt2img txt2music txt2audio txt2video transcribe vid_rmbg videos_replace videofile2txt vid2txt vid_upscale';

const chosenFor = (jobType: string) => JOB_TYPES.filter(({ value }) => taskOf(String(value)) === taskOf(jobType));

describe('Job Types', () => {
	it.each([...NEWEST.split(' '), ...SAVED.split(' ')])('has one choice for %s', (jobType) => {
		expect(chosenFor(jobType)).toHaveLength(1);
	});

	it('has each task once, by name, in order, and under a value that workflows have saved', () => {
		const names = JOB_TYPES.map(({ name }) => name);
		expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
		expect(new Set(JOB_TYPES.map(({ value }) => taskOf(String(value)))).size).toBe(JOB_TYPES.length);
		for (const { value } of JOB_TYPES) expect(SAVED.split(' ')).toContain(value);
	});
});
