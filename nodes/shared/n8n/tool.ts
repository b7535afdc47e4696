import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI Agent runs the node as its tool. */
export function isTool(n8n: Pick<IExecuteFunctions, 'getNode' | 'isToolExecution'>): boolean {
	return n8n.isToolExecution?.() === true || n8n.getNode().type.endsWith('Tool');
}

/**
 * A call of the node as a tool that n8n makes within the agent's own run: by the AI Agent V1 and V2, a sub-agent, the
 * MCP Server Trigger. Each call has arguments of its own, the same object in all its tries; its run index is another
 * one in every try, and may be another call's. Undefined where n8n's engine runs the node, as it does for the AI
 * Agent V3.
 */
export function inProcessCall(n8n: IExecuteFunctions): object | undefined {
	const isWithinAnotherNode = n8n.getExecuteData().node.name !== n8n.getNode().name;
	return isWithinAnotherNode ? n8n.getInputData()[0]?.json : undefined;
}
