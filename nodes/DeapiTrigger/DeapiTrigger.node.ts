import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { CREDENTIAL } from '../shared/api/credentials';
import { isPublicHttps } from '../shared/util/urls';
import { addResults } from './addResult';
import { assertSecret } from './assertSecret';
import { properties } from './properties';
import { receiveEvent } from './receive';

export class DeapiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'deAPI Trigger',
		name: 'deapiTrigger',
		icon: { light: 'file:../../icons/deapi.svg', dark: 'file:../../icons/deapi.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().map((event) => String(event).replace(/^job/, "Job ")).join(", ") }}',
		// n8n shows it for the whole package in the node panel.
		description: 'Generate images, video, speech, music and transcripts, and start workflows when deAPI jobs end',
		eventTriggerDescription: 'Waiting for an event of a deAPI job',
		activationMessage: 'Your workflow now starts with the events of your deAPI jobs, once its URL is in the webhook settings of deAPI.',
		defaults: { name: 'deAPI Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL, required: true }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'<b>While building your workflow</b>, paste the test URL into the webhook settings of deAPI, test this trigger, and submit a job.<br /><br /><b>Once it works</b>, publish the workflow and paste the production URL instead. Executions then show up in the executions list.',
				active:
					'<b>While building your workflow</b>, paste the test URL into the webhook settings of deAPI, test this trigger, and submit a job.<br /><br /><b>Your workflow also runs by itself</b>, for every event that deAPI sends to the production URL. Executions show up in the executions list.',
			},
			activationHint: 'Once the workflow is published, paste the production URL into the webhook settings of deAPI.',
		},
		properties,
	};

	/** The API has no call to register a webhook: the user pastes the URL. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await assertSecret(this);
				const url = this.getNodeWebhookUrl('default') ?? '';
				if (!isPublicHttps(url)) {
					this.logger.warn(
						`deAPI calls public https addresses only, and this trigger is at ${url}. Set WEBHOOK_URL to the public https address of this n8n instance.`,
					);
				}
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveEvent(this);
	}

	/** n8n runs this at the start of the execution that {@link webhook} has started, with its event as the input. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await addResults(this);
	}
}
