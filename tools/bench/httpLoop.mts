import { rewired, splitPrompts, to, workflowOf } from '../../test/support/harness/workflows.mts';

export const LAST_OF_LOOP = 'HTTP Request2';

const SUBMISSION =
	'{{ { "prompt": $json.prompt, "model": "Flux1schnell", "width": 256, "height": 256, "steps": 4, "seed": 1, "loras": [] } }}';

/**
 * What the vendor's guide "n8n Integration" builds of n8n's own nodes: submit, look, and look again three seconds
 * later for as long as there is no result URL, then download. Its expression for the request ID is replaced by
 * the one that keeps items apart: with the guide's own, items mix once some are done before others.
 */
export function httpLoop(path: string, apiUrl: string, bearerId: string) {
	const { submit, look, wait, download } = httpNodes(apiUrl, bearerId);
	const workflow = workflowOf(path, splitPrompts, submit, look, isDone, wait(3), download);
	return rewired(workflow, { [isDone.name]: { main: [to(download.name), to('Wait')] }, Wait: { main: [to(look.name)] } });
}

/** The same by somebody who knows how long each job takes, as the last word of its prompt says, and asks exactly then. */
export function httpIdeal(path: string, apiUrl: string, bearerId: string) {
	const { submit, look, wait, download } = httpNodes(apiUrl, bearerId);
	const seconds = "={{ Number($('Split Out').item.json.prompt.split(' ').at(-1)) }}";
	return workflowOf(path, splitPrompts, submit, wait(seconds), look, download);
}

const isDone = {
	name: 'If',
	type: 'n8n-nodes-base.if',
	typeVersion: 2.2,
	parameters: {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
			conditions: [
				{
					id: 'exists',
					leftValue: '={{ $json.data.result_url }}',
					rightValue: '',
					operator: { type: 'string', operation: 'exists', singleValue: true },
				},
			],
			combinator: 'and',
		},
		options: {},
	},
};

function httpNodes(apiUrl: string, bearerId: string) {
	const request = {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		credentials: { httpBearerAuth: { id: bearerId, name: 'deAPI' } },
	};
	const authentication = { authentication: 'genericCredentialType', genericAuthType: 'httpBearerAuth' };
	const url = `${apiUrl}/api/v2`;
	const submit = {
		...request,
		name: 'HTTP Request',
		parameters: {
			method: 'POST',
			url: `${url}/images/generations`,
			...authentication,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `=${SUBMISSION}`,
			options: {},
		},
	};
	const look = {
		...request,
		name: 'HTTP Request1',
		parameters: { url: `=${url}/jobs/{{ $('HTTP Request').item.json.data.request_id }}`, ...authentication, options: {} },
	};
	const wait = (amount: number | string) => ({
		name: 'Wait',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		parameters: { amount, unit: 'seconds' },
	});
	const download = {
		type: request.type,
		typeVersion: request.typeVersion,
		name: LAST_OF_LOOP,
		parameters: {
			url: '={{ $json.data.result_url }}',
			options: { response: { response: { responseFormat: 'file', outputPropertyName: 'data' } } },
		},
	};
	return { submit, look, wait, download };
}
