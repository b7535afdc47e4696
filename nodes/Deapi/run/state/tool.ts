import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether the node runs as a tool of an AI Agent. */
export function isTool(n8n: IExecuteFunctions): boolean {
	// n8n 1.x tells by the type alone.
	return n8n.isToolExecution?.() === true || n8n.getNode().type.endsWith('Tool');
}
