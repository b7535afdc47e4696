import type { IDataObject } from 'n8n-workflow';

import { getJobAndPreview } from '../../../shared/api/jobs';
import { OUTPUT_FIELD } from '../../../shared/n8n/outputField';
import { isTool } from '../../../shared/n8n/tool';
import { fetchPreview, isAddress } from '../../../shared/results/preview';
import { nameOf } from '../../../shared/results/readResult';
import { localOption } from '../../fields/kinds/localOnly';
import { readRequestId, requestId } from '../../fields/sets/requestId';
import { isBlank, toBoolean, toText } from '../../fields/values';
import type { FreeCallOperation } from '../operation';

const DOWNLOAD_PREVIEW = 'Download Preview';

const downloadPreview = localOption(
	{
		displayName: DOWNLOAD_PREVIEW,
		name: 'downloadPreview',
		type: 'boolean',
		default: false,
		description: 'Whether to output a preview of the unfinished result as a file, if deAPI has one. This costs nothing.',
	},
	(value) => toBoolean(DOWNLOAD_PREVIEW, value),
);

const outputField = localOption(OUTPUT_FIELD, (value) => toText(OUTPUT_FIELD.displayName, value));

/** The state of a job: docs/api.md#job-status. */
export const get: FreeCallOperation = {
	kind: 'freeCall',
	resource: 'job',
	value: 'get',
	name: 'Get',
	action: 'Get the status of a job',
	description: 'Retrieve the status, progress and preview of a job, without downloading its result',
	fields: [requestId, downloadPreview, outputField],
	schema: { request_id: 'string', status: 'string', progress: 'string', result_url: 'string' },
	ask: async (api, item) => {
		const id = readRequestId(item);
		const wanted = item.get(downloadPreview);
		const isWanted = !isBlank(wanted) && toBoolean(DOWNLOAD_PREVIEW, wanted);
		const { status, preview } = await getJobAndPreview(api, id);
		// One that is in the answer itself may have hundreds of kilobytes, which n8n would keep with the execution.
		const json: IDataObject = { request_id: id, ...(status.data as IDataObject), ...(preview && isAddress(preview) && { preview }) };
		if (!isWanted || !preview || isTool(api.context)) return { json };
		const { file, problem } = await fetchPreview(api, preview, `${nameOf({ requestId: id })}-preview`);
		if (!file) return { json: { ...json, preview_error: problem } };
		return { json, binary: { [toText(OUTPUT_FIELD.displayName, item.get(outputField)) || 'data']: file } };
	},
};
