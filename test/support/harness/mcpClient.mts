import type { N8n } from './n8n.mts';

/** Connects to an MCP server as a client does, calls its first tool, and returns what that answers. */
export async function askTool(n8n: N8n, path: string, args: Record<string, unknown>): Promise<string> {
	let session: Record<string, string> = {};
	const send = async (message: object) => {
		const accept = 'application/json, text/event-stream';
		const response = await n8n.post(path, { jsonrpc: '2.0', ...message }, { accept, ...session });
		const text = await response.text();
		if (!response.ok) throw new Error(`The MCP server answered ${response.status}: ${text}`);
		session = { 'mcp-session-id': response.headers.get('mcp-session-id') ?? session['mcp-session-id'] };
		// An answer is an event of a stream that ends with it.
		const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
		return data === '' ? {} : (JSON.parse(data) as { result?: any; error?: object });
	};
	const clientInfo = { name: 'tests', version: '1' };
	await send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo } });
	await send({ method: 'notifications/initialized' });
	const { tools } = (await send({ id: 2, method: 'tools/list' })).result;
	const answer = await send({ id: 3, method: 'tools/call', params: { name: tools[0].name, arguments: args } });
	return JSON.stringify(answer.result ?? answer.error);
}
