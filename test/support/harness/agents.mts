/** Workflows with an AI Agent, whose model is scripted and which has one tool. */
import type { ScriptedChatModel } from './chatModel.mts';
import type { N8n } from './n8n.mts';
import { rewired, rowOf, to } from './workflows.mts';
import type { NodeSpec } from './workflows.mts';

/** The node that is the model of an agent, with a credential for it. */
export async function modelNode(n8n: N8n, { url }: ScriptedChatModel): Promise<NodeSpec> {
	const name = 'Scripted model';
	const id = await n8n.createCredential(name, { apiKey: 'none', url, header: false }, 'openAiApi');
	return {
		name: 'Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		credentials: { openAiApi: { id, name } },
		parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
	};
}

export const agent = (typeVersion: number, text = 'Do it', options: Record<string, unknown> = {}): NodeSpec => ({
	name: 'Agent',
	type: '@n8n/n8n-nodes-langchain.agent',
	typeVersion,
	parameters: { promptType: 'define', text, options },
});

/** Our node as a tool. */
export const deapiTool = (parameters: Record<string, unknown>, settings: NodeSpec = {}): NodeSpec => ({
	name: 'Tool',
	type: 'n8n-nodes-deapi.deapiTool',
	parameters,
	...settings,
});

/** Draws what the model asks for. */
export const draw = { resource: 'image', operation: 'generate', prompt: "={{ $fromAI('prompt', 'What the image shows', 'string') }}" };

/** Nodes in a row, the last of which may use a tool, and the model if there is one. */
export function withTool(name: string, nodes: NodeSpec[], tool: NodeSpec, model?: NodeSpec) {
	return withTools(name, nodes, [tool], model);
}

/** The same with several tools. */
export function withTools(name: string, nodes: NodeSpec[], tools: NodeSpec[], model?: NodeSpec) {
	const user = nodes.at(-1)!.name!;
	const workflow = rowOf(name, ...nodes);
	const beside = rowOf(name, ...tools, ...(model ? [model] : []));
	return rewired(
		{ ...workflow, nodes: [...workflow.nodes, ...beside.nodes] },
		{
			...(model && { [model.name!]: { ai_languageModel: [to(user, 'ai_languageModel')] } }),
			...Object.fromEntries(tools.map((tool) => [tool.name!, { ai_tool: [to(user, 'ai_tool')] }])),
		},
	);
}
