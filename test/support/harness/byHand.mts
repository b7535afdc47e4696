/** What people do in n8n's editor. */
import type { N8n } from './n8n.mts';

/** Clicks "Execute workflow". Where the trigger is a webhook, n8n waits for a call of its test URL. */
export async function executeWorkflow(n8n: N8n, workflowId: string, trigger: { name: string; data?: object }): Promise<void> {
	const workflowData = await n8n.rest('GET', `/workflows/${workflowId}`);
	await n8n.rest('POST', `/workflows/${workflowId}/run`, { workflowData, startNodes: [], triggerToStartFrom: trigger });
}

/** Clicks "Retry" at an execution, with the workflow as it was then, or as it is saved now. Comes back when the retry has ended or sleeps. */
export async function retry(n8n: N8n, executionId: string, workflow: 'original' | 'saved'): Promise<string> {
	const { id } = await n8n.rest('POST', `/executions/${executionId}/retry`, { loadWorkflow: workflow === 'saved' });
	return id;
}
