import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import type { JobStatus } from '../../../../nodes/shared/api/jobs.ts';
import { readResult } from '../../../../nodes/shared/results/readResult.ts';
import type { ResultKind } from '../../../../nodes/shared/results/resultOptions.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { fileSaying } from '../../../support/harness/files.mts';

const ADDRESS = 'https://storage.test/r1';
const JOB: JobStatus = { requestId: 'r1', status: 'done', resultUrl: ADDRESS, data: {} } as never;

/** As for a tool of an AI Agent. */
const withoutFile = async (result: ResultKind, status = JOB) =>
	await readResult(new Api(executeContext(), simulatedTiming()), status, { options: { field: 'data', result }, parts: [{}], noFile: true });

const stored = (content: Buffer | string, type: string) =>
	nock('https://storage.test').get('/r1').reply(200, content, { 'content-type': type });

describe('a result without its file', () => {
	it.each<ResultKind>(['audio', 'image', 'video'])('is not fetched where it is of the kind %s', async (kind) => {
		expect(await withoutFile(kind)).toEqual([{ json: {}, binary: undefined }]);
	});

	it.each<ResultKind>(['audio', 'image', 'video'])('has an address all the same where it is of the kind %s', async (kind) => {
		await expect(withoutFile(kind, { ...JOB, resultUrl: undefined })).rejects.toThrow('deAPI');
	});

	it('is not kept where only its content says what it is', async () => {
		stored(fileSaying('a cat'), 'image/png');
		expect(await withoutFile('any')).toEqual([{ json: {}, binary: undefined }]);
	});

	it.each<ResultKind>(['any', 'text', 'transcript'])('is read, and not kept, where it is a text: %s', async (kind) => {
		stored('Mind the gap', 'text/plain');
		expect(await withoutFile(kind)).toEqual([{ json: { text: 'Mind the gap' }, binary: undefined }]);
	});

	it('is read where it is a list of vectors', async () => {
		stored('[[0.1, 0.2]]', 'application/json');
		expect(await withoutFile('vectors')).toEqual([{ json: { embeddings: [[0.1, 0.2]], dimensions: 2 } }]);
	});
});
