import type { IExecuteFunctions } from 'n8n-workflow';

import type { Api } from '../../../shared/api/client';
import { ApiError } from '../../../shared/api/errors';
import { dataUriFile, isDataUri } from '../../../shared/files/dataUri';
import type { EgressRules, Reach } from '../../../shared/files/egress';
import { remoteFile } from '../../../shared/files/remoteFile';
import type { FilePart } from '../../../shared/media/filePart';
import { InputError } from '../../../shared/n8n/inputError';
import { isTool } from '../../../shared/n8n/tool';
import { MEGABYTE } from '../../../shared/util/bytes';
import { isPrivateBase } from '../../../shared/util/urls';

/** deAPI takes no request of more than 75 MB (docs/api.md#files); this keeps n8n from fetching far more than any file of a request. */
const LARGEST = 200 * MEGABYTE;

/**
 * The file at an address, or in a data: URI. As a tool, where a model may name any address, it has to be one of the internet,
 * unless the API itself is none of it, and neither are its results; as a node, it may be whatever n8n itself reaches.
 *
 * @throws {InputError} where it cannot be had
 */
export async function fileAt(api: Api<IExecuteFunctions>, label: string, address: string): Promise<FilePart> {
	if (address === '') throw new InputError(label, `"${label}" is empty`, 'Enter the address of a file, or an expression that gives one.');
	if (isDataUri(address)) return dataUriFile(address) ?? unreadable(label);
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [found] = await Promise.allSettled([remoteFile(api, address, await rulesFor(api, label))]);
	if (found.status === 'fulfilled') return found.value;
	const error: unknown = found.reason;
	throw error instanceof ApiError ? new InputError(label, error.message, error.details.description) : error;
}

function unreadable(label: string): never {
	throw new InputError(label, `"${label}" is a data: URI that cannot be read`, 'Use one such as data:image/png;base64,iVBORw0…');
}

async function rulesFor(api: Api<IExecuteFunctions>, label: string): Promise<EgressRules> {
	const reach = await reachOf(api);
	return {
		reach,
		largest: LARGEST,
		sizeMayBeUnknown: true,
		isSizeBinding: true,
		wording: {
			what: `The file of "${label}"`,
			sender: 'the server',
			whereTo:
				reach === 'public'
					? 'As a tool, this node fetches files from public https addresses only, such as result_url of another tool.'
					: 'Use an address that starts with https://.',
			later:
				'Nothing was submitted. The address must lead to the file itself, for everybody who has it: try it in a private browser window.',
			smaller: 'deAPI takes no files of that size. Send a smaller one: shorter, of a lower resolution, or compressed.',
		},
	};
}

async function reachOf(api: Api<IExecuteFunctions>): Promise<Reach> {
	if (!isTool(api.context)) return 'any';
	return isPrivateBase((await api.credentials()).baseUrl) ? 'secure' : 'public';
}
