import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Api } from '../shared/api/client';
import { ApiError } from '../shared/api/errors';
import { getJobStatus } from '../shared/api/jobs';
import type { JobStatus } from '../shared/api/jobs';
import { fetchResult } from '../shared/results/fetchResult';
import type { ReadOptions } from '../shared/results/readResult';
import type { Result } from '../shared/results/result';
import { MEGABYTE } from '../shared/util/bytes';
import { withoutSecrets } from '../shared/util/secrets';
import { realTiming } from '../shared/util/timing';
import type { Timing } from '../shared/util/timing';

/**
 * Adds what a finished job has made to its event. An event is never lost: where the download fails, it
 * goes on with the reason.
 */
export async function addResults(context: IExecuteFunctions, timing: Timing = realTiming): Promise<INodeExecutionData[][]> {
	const api = new Api(context, timing);
	const items: INodeExecutionData[] = [];
	for (const [index, { json }] of context.getInputData().entries()) {
		items.push({ ...(await withResult(api, json)), pairedItem: { item: index } });
	}
	return [items];
}

async function withResult(api: Api<IExecuteFunctions>, event: IDataObject): Promise<INodeExecutionData> {
	const isWanted = api.context.getNodeParameter('downloadBinary', 0, true) === true;
	if (!isWanted || event.event !== 'job.completed') return { json: event };
	try {
		const { json, binary } = await resultOf(api, event);
		return { json: { ...event, ...json }, ...(binary && { binary }) };
	} catch (error) {
		const { message, details } = error instanceof ApiError ? error : { message: withoutSecrets((error as Error).message) };
		return { json: { ...event, download_error: [message, details?.description].filter(Boolean).join('. ') } };
	}
}

/** The result from the event's own address, where it names one. */
async function resultOf(api: Api<IExecuteFunctions>, event: IDataObject): Promise<Result> {
	const { baseUrl } = await api.credentials();
	const options = api.context.getNodeParameter('options', 0, {});
	const largest = Number(options.maximumSize) > 0 ? Number(options.maximumSize) * MEGABYTE : undefined;
	const reading: ReadOptions = {
		options: { field: String(options.outputField || 'data'), result: 'any' },
		parts: [{}],
		jobType: event.job_type,
		policy: { baseUrl, largest },
	};
	const requestId = String(event.request_id);
	const status: JobStatus = event.result_url
		? { requestId, state: 'done', resultUrl: String(event.result_url), data: {} }
		: await getJobStatus(api, requestId);
	const { results } = await fetchResult(api, status, reading);
	return results[0];
}
