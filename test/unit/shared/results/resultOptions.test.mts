import { describe, expect, it } from 'vitest';

import { TASKS } from '../../../../nodes/shared/api/model.ts';
import { resultOfJobType } from '../../../../nodes/shared/results/resultOptions.ts';
import type { ResultKind } from '../../../../nodes/shared/results/resultOptions.ts';
import { byName } from '../../../support/harness/operations.mts';

describe('resultOfJobType', () => {
	it.each<[ResultKind, string[]]>([
		['image', ['txt2img', 'img2img', 'img-rmbg', 'img_rmbg', 'img-upscale', 'img_upscale', 'IMG-RMBG', 'Img Upscale']],
		['text', ['img2txt', 'IMG2TXT']],
		[
			'video',
			[
				'txt2video',
				'img2video',
				'aud2video',
				'audio2video',
				'vid-rmbg',
				'vid_upscale',
				'video-replace',
				'videos_replace',
				'videos/replace',
			],
		],
		['audio', ['txt2audio', 'txt2music']],
		['vectors', ['txt2embedding']],
		[
			'transcript',
			[
				'transcription',
				'transcribe',
				'Transcribe',
				'vid2txt',
				'aud2txt',
				'audio2text',
				'audio-file2text',
				'video_file2text',
				'videofile2txt',
			],
		],
		['any', ['', 'nonsense', 'constructor', '__proto__', 'toString', 'txt2img2']],
	])('knows %s by all that its jobs are called', (kind, names) => {
		for (const name of names) expect([name, resultOfJobType(name)]).toEqual([name, kind]);
	});

	it.each([undefined, null, 5, {}, ['txt2img'], true])('takes %j for none', (given) => expect(resultOfJobType(given)).toBe('any'));

	it('knows all tasks', () => {
		for (const task of Object.keys(TASKS)) expect([task, resultOfJobType(task)]).not.toEqual([task, 'any']);
	});

	it('says the same as the operation that makes such a job', () => {
		for (const operation of byName.values()) {
			if (operation.kind !== 'job') continue;
			const { route, result } = operation;
			for (const { task } of 'by' in route ? Object.values(route.routes) : [route]) {
				expect([task, resultOfJobType(task)]).toEqual([task, result]);
			}
		}
	});
});
