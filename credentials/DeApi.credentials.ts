import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { accessOf } from '../nodes/shared/api/access';

export class DeApi implements ICredentialType {
	name = 'deApi';

	displayName = 'deAPI API';

	icon = { light: 'file:../icons/deapi.svg', dark: 'file:../icons/deapi.dark.svg' } as const;

	documentationUrl = 'https://docs.deapi.ai';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'From the deAPI dashboard, under API Keys',
			description: 'Made in the deAPI dashboard under <a href="https://app.deapi.ai/settings/api-keys" target="_blank">API Keys</a>',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'From the deAPI dashboard, under Webhooks. Needed by the deAPI Trigger.',
			description:
				'Needed for the deAPI Trigger, and on version 1 of the API for waiting by webhook; also signs calls to a Callback URL. Found in the deAPI dashboard under <a href="https://app.deapi.ai/settings/webhooks" target="_blank">Webhooks</a>.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 42',
			hint: 'From the deAPI dashboard. If a node polls, deAPI then tells it at once when a job is done.',
			description: 'For live updates while a node polls, which save status requests. Everything works without it.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.deapi.ai',
			description:
				'Change this only if you reach deAPI through a proxy of your own. It must begin with https://, or with http:// on this machine and in private networks.',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			default: 'v2',
			description: 'Version 1 is for hosts that know no other. It has fewer options, and cannot improve prompts.',
			options: [
				{ name: 'v1', value: 'v1' },
				{ name: 'v2', value: 'v2' },
			],
		},
	];

	/**
	 * A function, since n8n takes a millisecond for each expression, and many items make many calls. It signs nothing where
	 * that would hand out a key, and gives the test below the address that the nodes use.
	 */
	authenticate = async (credential: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions> => {
		const { apiKey, baseUrl: baseURL } = accessOf(credential);
		const headers = { ...request.headers, Authorization: `Bearer ${apiKey}` };
		return { ...request, ...(request.baseURL !== undefined && { baseURL }), headers };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl || "https://api.deapi.ai"}}',
			url: '={{$credentials.apiVersion === "v1" ? "/api/v1/client/balance" : "/api/v2/account/balance"}}',
			headers: { Accept: 'application/json' },
		},
		rules: [{ type: 'responseCode', properties: { value: 401, message: 'deAPI did not accept the API key' } }],
	};
}
