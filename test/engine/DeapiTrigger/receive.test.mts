import { ExpressionError } from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { outputSchema } from '../../../nodes/DeapiTrigger/outputSchema.ts';
import { receiveEvent } from '../../../nodes/DeapiTrigger/receive.ts';
import { getCredentials } from '../../../nodes/shared/api/credentials.ts';
import { executeContext, simulatedTiming, triggerContext, WEBHOOK_SECRET } from '../../support/harness/contexts.mts';
import { skipSleep } from '../../support/harness/engine.mts';
import { signed, signedEvent } from '../../support/harness/events.mts';
import { ODD_VALUES } from '../../support/harness/oddValues.mts';

type Options = Parameters<typeof triggerContext>[1];
let count = 0;
const newId = () => `delivery-${count++}`;

beforeEach(skipSleep);

/** A delivery to a trigger, and what n8n is told to do. */
async function deliver(request: ReturnType<typeof signed>, options: Options = {}, timing = simulatedTiming(Date.now())) {
	const { context, response } = triggerContext(request, options);
	const { workflowData, noWebhookResponse } = await receiveEvent(context, timing);
	return { starts: workflowData?.[0].map(({ json }) => json), status: response.status, answersItself: noWebhookResponse === true };
}

describe('an event that is wanted', () => {
	it('starts the workflow, in one shape whatever the event', async () => {
		const events = { events: ['jobCompleted', 'jobFailed', 'jobProcessing'] };
		const shapes = [];
		for (const [event, data] of [
			['job.processing', { job_type: 'txt2img', previous_status: 'pending', started_at: 'now' }],
			['job.completed', { job_type: 'txt2img', result_url: 'https://storage.test/r1.png', processing_time_ms: 900 }],
			[
				'job.failed',
				{
					job_type: 'txt2img',
					failed_at: '2026-09-27T12:00:00+00:00',
					error_code: 'WORKER_TIMEOUT',
					error_message: 'No luck',
					error_reason: 'TIMEOUT',
					retryable: true,
					refunded: false,
				},
			],
		] as Array<[string, IDataObject]>) {
			const deliveryId = newId();
			const { starts, answersItself } = await deliver(signedEvent(event, 'r1', { deliveryId, data }), { parameters: events });
			expect(answersItself).toBe(false);
			expect(starts).toEqual([
				expect.objectContaining({ event, delivery_id: deliveryId, request_id: 'r1', timestamp: '2026-09-27T12:00:00.000Z', ...data }),
			]);
			shapes.push(Object.keys(starts![0]).sort());
		}
		const shape = Object.keys(outputSchema.properties!).toSorted();
		expect(shapes).toEqual([shape, shape, shape]);
	});

	it.each([
		['the event', { events: ['jobFailed'] }, {}],
		['the job type', { options: { jobTypes: ['txt2video', 'img_rmbg'] } }, { job_type: 'txt2img' }],
		['the request ID', { options: { requestIds: 'r2, r3' } }, {}],
	])('is acknowledged and starts nothing where %s is filtered out', async (_what, parameters, data) => {
		const { starts, status } = await deliver(signedEvent('job.completed', 'r1', { deliveryId: newId(), data }), { parameters });
		expect(starts).toBeUndefined();
		expect(status).toBe(200);
	});

	it.each([
		['a job type, however it is spelt', { options: { jobTypes: ['IMG-RMBG'] } }, { job_type: 'img_rmbg' }],
		['job types by expression', { options: { jobTypes: 'txt2img, videos_replace' as never } }, { job_type: 'videos/replace' }],
		['a request ID', { options: { requestIds: ' r9 ,r1' } }, {}],
	])('passes the filter: %s', async (_what, parameters, data) => {
		expect((await deliver(signedEvent('job.completed', 'r1', { deliveryId: newId(), data }), { parameters })).starts).toHaveLength(1);
	});
});

describe('settings from an expression', () => {
	/** What the trigger does with a delivery, where its parameters are these whatever the editor would allow. */
	async function under(parameters: Record<string, unknown>) {
		const { context, response } = triggerContext(
			signedEvent('job.completed', 'r1', { deliveryId: newId(), data: { job_type: 'txt2img' } }),
		);
		const warn = vi.spyOn(context.logger, 'warn').mockClear();
		const given = { events: ['jobCompleted'], options: {}, ...parameters } as Record<string, unknown>;
		context.getNodeParameter = ((name: string) => given[name]) as never;
		const { workflowData } = await receiveEvent(context, simulatedTiming(Date.now()));
		return { starts: workflowData?.[0].length === 1, status: response.status, log: warn.mock.calls.map(([line]) => line) };
	}

	it.each<[string, unknown]>([
		['events', 'jobCompleted'],
		['events', 'jobCompleted,jobFailed'],
		['events', ' JobFailed , jobcompleted '],
		['events', '["jobCompleted"]'],
		['events', 'job.completed'],
		['events', ['Job Completed']],
		['events', ['jobCompleted', null, 5, 'odd']],
		['jobTypes', 'txt2img'],
		['jobTypes', ['txt2img', null, 5]],
		['jobTypes', [null]],
		['jobTypes', null],
		['requestIds', ['r1', 5]],
		['requestIds', '["r1"]'],
		['requestIds', [undefined, ' r1 ']],
		['requestIds', null],
	])('are read as they are meant: %s is %j', async (name, value) => {
		const parameters = name === 'events' ? { events: value } : { options: { [name]: value } };
		expect(await under(parameters)).toEqual({ starts: true, status: undefined, log: [] });
	});

	it.each<[string, unknown]>([
		['jobTypes', [1, 2]],
		['jobTypes', 'txt2video'],
		['requestIds', 5],
		['requestIds', ['r2', 5]],
	])('may not fit, which is no mistake: %s is %j', async (name, value) => {
		expect(await under({ options: { [name]: value } })).toEqual({ starts: false, status: 200, log: [] });
	});

	it.each<[string, unknown, RegExp]>([
		['events', [], /"Trigger On" names none of jobCompleted, jobFailed, jobProcessing$/],
		['events', null, /"Trigger On" names none/],
		['events', 'constructor', /"Trigger On" names none/],
		['events', { jobCompleted: true }, /"Trigger On" names none/],
		['jobTypes', { a: 1 }, /"Job Types" is neither a list of texts nor a text with commas$/],
		['jobTypes', [{ toString: 1 }], /"Job Types" is neither/],
		['requestIds', [['r1']], /"Request IDs" is neither/],
		['requestIds', true, /"Request IDs" is neither/],
		['options', 'odd', /"Options" cannot be read$/],
		['options', [], /"Options" cannot be read$/],
	])('that are wrong are answered with 200, and the log says so: %s is %j', async (name, value, reason) => {
		const result = await under(['events', 'options'].includes(name) ? { [name]: value } : { options: { [name]: value } });
		expect(result).toEqual({ starts: false, status: 200, log: [expect.stringMatching(reason)] });
		expect(result.log[0]).toMatch(/^A deAPI event started nothing: /);
	});

	it('are never answered with 503, whatever they are', async () => {
		for (const value of [...ODD_VALUES, ...ODD_VALUES.map((entry) => [entry, 'a'])]) {
			for (const parameters of [
				{ events: value },
				{ options: value },
				{ options: { jobTypes: value } },
				{ options: { requestIds: value } },
			]) {
				const { status, starts } = await under(parameters);
				expect(status).toBe(starts ? undefined : 200);
			}
		}
	});

	it('that n8n cannot evaluate are answered with 200 as well: that lasts', async () => {
		const { context, response } = triggerContext(signedEvent('job.completed', 'r1', { deliveryId: newId() }));
		const warn = vi.spyOn(context.logger, 'warn').mockClear();
		context.getNodeParameter = () => {
			throw new ExpressionError(`invalid syntax, ${WEBHOOK_SECRET}`);
		};
		expect(await receiveEvent(context)).toEqual({ noWebhookResponse: true });
		expect(response.status).toBe(200);
		expect(warn.mock.calls).toEqual([['A deAPI event started nothing: its parameters cannot be read: invalid syntax, [hidden]']]);
	});

	it('hold nothing against a job type that is no text', async () => {
		const data = { job_type: { toString: 1 } };
		const event = signedEvent('job.completed', 'r1', { deliveryId: newId(), data });
		expect((await deliver(event)).starts).toHaveLength(1);
		const other = signedEvent('job.completed', 'r1', { deliveryId: newId(), data });
		expect((await deliver(other, { parameters: { options: { jobTypes: ['txt2img'] } } })).status).toBe(200);
	});
});

describe('the filter by job type', () => {
	const passes = async (jobType: string, chosen: string) => {
		const event = signedEvent('job.completed', 'r1', { deliveryId: newId(), data: { job_type: jobType } });
		return (await deliver(event, { parameters: { options: { jobTypes: [chosen] } } })).starts !== undefined;
	};

	it.each([
		['audio2video', 'aud2video'],
		['aud2video', 'audio2video'],
		['video-replace', 'videos_replace'],
		['videos/replace', 'video-replace'],
		['img-rmbg', 'img_rmbg'],
		['vid-upscale', 'vid_upscale'],
		['transcription', 'transcribe'],
		['video2text', 'vid2txt'],
		['video_file2text', 'videofile2txt'],
		['audio_file2text', 'aud2txt'],
		['audio2text', 'audiofile2txt'],
		['vid2txt', 'transcription'],
	])('lets %s through where %s was chosen', async (jobType, chosen) => expect(await passes(jobType, chosen)).toBe(true));

	it.each([
		['img2txt', 'transcribe'],
		['audio2video', 'vid2txt'],
		['vid-rmbg', 'img_rmbg'],
		['txt2video', 'img2video'],
	])('keeps %s out where %s was chosen', async (jobType, chosen) => expect(await passes(jobType, chosen)).toBe(false));
});

describe('an odd event', () => {
	const odd = async (envelope: object) => await deliver(signed(JSON.stringify({ event: 'job.completed', ...envelope })));

	it('cannot name itself otherwise in its data', async () => {
		const data = { job_request_id: 'r1', event: 'other', delivery_id: 'other', request_id: null, timestamp: 'other' };
		const deliveryId = newId();
		const { starts } = await odd({ delivery_id: deliveryId, timestamp: 5, data });
		expect(starts).toEqual([
			expect.objectContaining({ event: 'job.completed', delivery_id: deliveryId, request_id: 'r1', timestamp: '5' }),
		]);
	});

	it.each([[''], [{}], [null], [undefined]])('is not taken for another that has the delivery ID %j, too', async (delivery_id) => {
		const both = [
			await odd({ delivery_id, data: { job_request_id: newId() } }),
			await odd({ delivery_id, data: { job_request_id: newId() } }),
		];
		expect(both.map(({ starts }) => starts?.length)).toEqual([1, 1]);
	});

	it('goes on without a request ID', async () => {
		expect((await odd({ delivery_id: newId(), data: {} })).starts).toEqual([expect.objectContaining({ request_id: null })]);
	});

	it.each([[{ toString: 1 }], [7], [undefined]])('is refused where it is called %j', async (event) => {
		expect(await odd({ event, data: {} })).toMatchObject({ starts: undefined, status: 400 });
	});
});

describe('what is not to be trusted', () => {
	it.each([
		['a forged signature', () => signedEvent('job.completed', 'r1', { secret: 'another' }), 401],
		['an old timestamp', () => signedEvent('job.completed', 'r1', { at: Date.now() - 301_000 }), 401],
		['a timestamp of the future', () => signedEvent('job.completed', 'r1', { at: Date.now() + 302_000 }), 401],
		['a body over 1 MB', () => signedEvent('job.completed', 'r1', { data: { padding: 'x'.repeat(1_000_000) } }), 413],
		['JSON that is too deep', () => signed(`{"event":"job.completed","data":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`), 400],
		['no JSON', () => signed('soon'), 400],
		['no event', () => signed('[]'), 400],
	])('%s starts nothing, and the answer tells nothing', async (_what, request, expected) => {
		const { context, response } = triggerContext(request());
		expect(await receiveEvent(context)).toEqual({ noWebhookResponse: true });
		expect(response).toEqual({ status: expected, body: { message: 'refused' } });
	});

	it('is what an earlier secret has signed, within a minute, and the new one is taken at once', async () => {
		const timing = simulatedTiming(Date.now());
		const from = async (secret: string, credentials: Record<string, string>) =>
			(await deliver(signedEvent('job.completed', 'r1', { deliveryId: newId(), secret, at: timing.now() }), { credentials }, timing))
				.status;
		expect(await from('old', { webhookSecret: 'old' })).toBeUndefined();
		expect(await from('new', { webhookSecret: 'new' })).toBeUndefined();
		expect(await from('old', { webhookSecret: 'new' })).toBe(401);
		expect(await from('new', { webhookSecret: 'newer' })).toBeUndefined();
		timing.advance(60_001);
		expect(await from('new', { webhookSecret: 'newer' })).toBe(401);
	});

	it('is told without reading the credential, where a run has read it within the minute', async () => {
		const timing = simulatedTiming(Date.now());
		const receive = async () => {
			const { context, response } = triggerContext(
				signedEvent('job.completed', 'r1', { deliveryId: newId(), secret: 'read', at: timing.now() }),
			);
			context.getCredentials = async () => {
				throw new Error('database is locked');
			};
			return [await receiveEvent(context, timing), response.status];
		};
		await getCredentials(executeContext({ credentials: { webhookSecret: 'read' } }), timing);
		timing.advance(60_000);
		expect(await receive()).toEqual([{ workflowData: expect.anything() }, undefined]);
		timing.advance(1);
		expect(await receive()).toEqual([{ noWebhookResponse: true }, 503]);
	});

	it('is everything, without a webhook secret', async () => {
		const { starts, status } = await deliver(signedEvent('job.completed', 'r1', { secret: '' }), { credentials: { webhookSecret: '' } });
		expect(starts).toBeUndefined();
		expect(status).toBe(401);
	});

	it.each([new Error(`database is locked: Bearer ${'x'.repeat(20)}, ${WEBHOOK_SECRET}`), undefined])(
		'is answered with 503, to be repeated, where n8n stumbles, and the log tells no secret: %j',
		async (thrown) => {
			const { context, response } = triggerContext(signedEvent('job.completed', 'r1', { deliveryId: newId() }));
			const warn = vi.spyOn(context.logger, 'warn').mockClear();
			context.getWorkflowStaticData = () => {
				throw thrown;
			};
			expect(await receiveEvent(context)).toEqual({ noWebhookResponse: true });
			expect(response.status).toBe(503);
			const [[line]] = warn.mock.calls;
			expect(line).toMatch(/^A deAPI webhook was not handled, to be repeated: (database is locked: Bearer \[hidden\]|no reason)/);
			expect(line).not.toContain(WEBHOOK_SECRET);
		},
	);

	it.each([
		['http://api.deapi.ai', 'a key'],
		['api.deapi.ai', 'a key'],
		['https://user:password@proxy.example.com', 'a key'],
		['https://mcp.deapi.ai', 'a key'],
		['https://api.deapi.ai', 'sk-of-another-service'],
	])('is told by the webhook secret alone, whatever else of the credential is wrong: %s, %s', async (baseUrl, apiKey) => {
		const node = { credentials: { deApi: { id: `wrong-${newId()}`, name: 'deAPI' } } };
		const wrong = { credentials: { baseUrl, apiKey }, node };
		expect((await deliver(signedEvent('job.completed', 'r1', { deliveryId: newId() }), wrong)).starts).toHaveLength(1);
		expect((await deliver(signedEvent('job.completed', 'r1', { deliveryId: newId(), secret: 'another' }), wrong)).status).toBe(401);
	});

	it('is taken behind a byte order mark as well', async () => {
		const { starts } = await deliver(signed(`\ufeff${JSON.stringify({ event: 'job.completed', delivery_id: newId(), data: {} })}`));
		expect(starts).toHaveLength(1);
	});

	it('tells why a job has failed without what opens something', async () => {
		const data = { error_message: 'Key 12|abcdefGHIJKLmnop34 is not known' };
		const event = signedEvent('job.failed', 'r1', { deliveryId: newId(), data });
		const { starts } = await deliver(event, { parameters: { events: ['jobFailed'] } });
		expect(starts).toEqual([expect.objectContaining({ error_message: 'Key [hidden] is not known' })]);
	});
});

describe('an event that comes again', () => {
	const event = (deliveryId: string) => signedEvent('job.completed', 'r1', { deliveryId });

	it('starts nothing: at the same moment, later, and after a restart', async () => {
		const [staticData, id, timing] = [{}, newId(), simulatedTiming(Date.now())];
		const both = await Promise.all([deliver(event(id), { staticData: {} }, timing), deliver(event(id), { staticData }, timing)]);
		expect(both.filter(({ starts }) => starts)).toHaveLength(1);
		const written = { 'node:deAPI Trigger': { deliveries: [id] } };
		timing.advance(120_000);
		expect(await deliver(event(id), { staticData: written }, timing)).toMatchObject({ starts: undefined, status: 200 });
	});

	it('starts the workflow where n8n could not write down that it had: its execution was not started either', async () => {
		const [id, timing] = [newId(), simulatedTiming(Date.now())];
		expect((await deliver(event(id), {}, timing)).starts).toBeDefined();
		timing.advance(60_000);
		expect((await deliver(event(id), {}, timing)).starts).toBeDefined();
	});

	it('starts nothing where an execution that ended has overwritten that it was written down', async () => {
		const [first, second, timing] = [newId(), newId(), simulatedTiming(Date.now())];
		expect((await deliver(event(first), {}, timing)).starts).toBeDefined();
		timing.advance(60_000);
		const written = { 'node:deAPI Trigger': { deliveries: [first] } };
		expect(
			(await deliver(signedEvent('job.completed', 'r1', { deliveryId: second, at: timing.now() }), { staticData: written }, timing)).starts,
		).toBeDefined();
		timing.advance(3_600_000);
		const again = signedEvent('job.completed', 'r1', { deliveryId: first, at: timing.now() });
		const overwritten = { 'node:deAPI Trigger': { deliveries: [] } };
		expect(await deliver(again, { staticData: overwritten }, timing)).toMatchObject({ starts: undefined, status: 200 });
	});

	it.each(['odd', null, 5, { a: 1 }, [null, { toString: 1 }]])('is new where the memory has become %j', async (deliveries) => {
		const staticData = { 'node:deAPI Trigger': { deliveries } };
		expect((await deliver(event(newId()), { staticData })).starts).toHaveLength(1);
	});

	it('is known by what was signed, not by the header', async () => {
		const [id, timing] = [newId(), simulatedTiming(Date.now())];
		const withHeader = (header: string) => {
			const request = event(id);
			return { ...request, headers: { ...request.headers, 'x-deapi-delivery-id': header } };
		};
		expect((await deliver(withHeader('one'), {}, timing)).starts).toBeDefined();
		expect((await deliver(withHeader('another'), {}, timing)).starts).toBeUndefined();
	});

	it('is written down with those that came at the same moment, and the oldest are forgotten', async () => {
		const timing = simulatedTiming(Date.now());
		const staticData = { 'node:deAPI Trigger': { deliveries: Array.from({ length: 500 }, (_, index) => `old-${index}`) } };
		const { context } = triggerContext(event('concurrent'), { staticData: {}, node: { id: 'n2' } });
		await receiveEvent(context, timing);
		const second = triggerContext(event('second'), { staticData, node: { id: 'n2' } }).context;
		await receiveEvent(second, timing);
		const { deliveries } = second.getWorkflowStaticData('node') as { deliveries: string[] };
		expect(deliveries).toHaveLength(500);
		expect(deliveries.slice(-2)).toEqual(['concurrent', 'second']);
	});

	it('is heard every time while the user listens for test events', async () => {
		const id = newId();
		for (let time = 0; time < 2; time++) expect((await deliver(event(id), { mode: 'manual' })).starts).toBeDefined();
	});
});
