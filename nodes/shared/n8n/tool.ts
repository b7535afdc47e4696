import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI Agent runs the node as its tool. */
export function isTool(n8n: Pick<IExecuteFunctions, 'getNode' | 'isToolExecution'>): boolean {
	return n8n.isToolExecution?.() === true || n8n.getNode().type.endsWith('Tool');
}
