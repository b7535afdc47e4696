import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { CREDENTIAL } from '../shared/api/credentials';
import { handleCallback } from './run/callback';
import { executeSubmission } from './run/job';
import { executeInquiry } from './run/freeCall';
import { executePurchase } from './run/paidCall';
import { executeRetrieval } from './run/jobResult';
import { loadOptions } from './methods/loadOptions';
import { getModels, searchModels } from './methods/listSearch';
import { findOperation, operations } from './operations';
import { hints } from './editor/hints';
import { propertiesOf } from './editor/properties';
import { resumeWebhooks } from './resumeWebhooks';

export class Deapi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'deAPI',
		name: 'deapi',
		icon: { light: 'file:../../icons/deapi.svg', dark: 'file:../../icons/deapi.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Generate and transform images, video, speech, music and text with open-source models',
		defaults: { name: 'deAPI' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL, required: true }],
		webhooks: resumeWebhooks,
		waitingNodeTooltip: 'Waiting until deAPI calls back',
		hints,
		properties: propertiesOf(operations),
	};

	methods = { listSearch: { searchModels }, loadOptions: { getModels, ...loadOptions } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		const value = this.getNodeParameter('operation', 0);
		const operation = findOperation(resource, value);
		if (!operation) {
			throw new NodeOperationError(this.getNode(), `This version of the deAPI node has no operation "${value}" of "${resource}"`, {
				description: 'Choose another operation, or update the package under Settings > Community Nodes.',
			});
		}
		switch (operation.kind) {
			case 'submission':
				return await executeSubmission(this, operation);
			case 'purchase':
				return await executePurchase(this, operation);
			case 'retrieval':
				return await executeRetrieval(this, operation);
			case 'inquiry':
				return await executeInquiry(this, operation);
		}
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleCallback(this);
	}
}
