import { describe, expect, it } from 'vitest';

import { answers, errorsInAnswers } from '../../../tools/coverage/answers.mts';
import { answersTable } from '../../../tools/coverage/table.mts';
import { boost } from '../../support/emulator/boosters.mts';
import { statusOf } from '../../support/emulator/jobAnswers.mts';
import type { Job } from '../../support/emulator/jobs.mts';
import { listModels } from '../../support/emulator/listing.mts';
import type { Order } from '../../support/emulator/order.mts';
import { read } from '../../support/harness/repository.mts';

describe('what is read of the answers', () => {
	const job = {
		status: 'error',
		errorReason: 'TIMEOUT',
		progress: 1,
		price: 1,
		failedAt: new Date(),
		promptBoost: {},
		transcription: {},
	} as unknown as Job;
	const [model] = listModels('', 'v2', {}).data;
	const answered: Array<[string, object]> = [
		['GET /jobs/{id}', statusOf.v2(job, () => undefined)],
		['GET /jobs/{id}', statusOf.v1({ ...job, errorCode: 'WORKER_ERROR' }, () => undefined)],
		['GET /models', model],
		['POST /prompts/enhancements', boost({ text: () => '' } as unknown as Order, 'images.edits')],
	];

	it('is told of all that is answered', () => {
		for (const [call, answer] of answered) {
			const names = answers[call].fields.map((field) => field.replace(/\..*/, ''));
			expect(names).toEqual(expect.arrayContaining(Object.keys(answer)));
		}
	});

	it('is all, but for what has a reason', () => {
		expect(errorsInAnswers(answers, read)).toEqual([]);
	});

	it('misses what is not read, and finds idle reasons', () => {
		const code = '/** The color. */\nconst { size } = answer; // and the color';
		const found = (...unread: string[]) =>
			errorsInAnswers(
				{
					'GET /x': { fields: ['size', 'paint.color'], readIn: ['x.ts'], unread: Object.fromEntries(unread.map((name) => [name, 'Why'])) },
				},
				() => code,
			);
		expect(found()).toEqual(['GET /x, paint.color: the node should read it, or a reason say why not']);
		expect(found('paint.color')).toEqual([]);
		expect(found('paint.color', 'size', 'shape')).toEqual([
			'GET /x, size: the reason why the node does not read it is idle',
			'GET /x, shape: the reason why the node does not read it is idle',
		]);
	});

	it('is printed as a table', () => {
		expect(answersTable(answers)).toContainEqual(['', 'refunded', 'read']);
		expect(answersTable(answers)[1][0]).toBe('GET /jobs/{id}');
	});
});
