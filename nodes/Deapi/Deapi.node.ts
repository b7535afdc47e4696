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
import { executeJobs } from './run/job';
import { executeFreeCalls } from './run/freeCall';
import { executePaidCalls } from './run/paidCall';
import { executeJobResults } from './run/jobResult';
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
		description: 'Generate images, video, speech and music, edit images, transcribe, read text (OCR) and create embeddings',
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
				itemIndex: 0,
			});
		}
		switch (operation.kind) {
			case 'job':
				return await executeJobs(this, operation);
			case 'paidCall':
				return await executePaidCalls(this, operation);
			case 'jobResult':
				return await executeJobResults(this, operation);
			case 'freeCall':
				return await executeFreeCalls(this, operation);
		}
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleCallback(this);
	}
}
