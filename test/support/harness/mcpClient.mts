import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { setTimeout as delay } from 'node:timers/promises';

import type { N8n } from './n8n.mts';
import { PUBLISH_TIMEOUT } from './post.mts';

/** What a tool has answered: its text, and whether the server calls it an error. */
export interface Told {
	text: string;
	isError: boolean;
}

/** What an MCP client gets of a server. */
export interface McpSession {
	tools: Tool[];
	/** @param patience after which the client gives up, in milliseconds */
	call(tool: string, args: Record<string, unknown>, patience?: number): Promise<Told>;
	close(): Promise<void>;
}

/** Connects to what a workflow offers at `mcp/<path>`, as any MCP client does, as soon as n8n has published it. */
export async function connectMcp({ webhooksUrl }: N8n, path: string, token?: string): Promise<McpSession> {
	const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
	const client = await connected(new URL(`${webhooksUrl}/mcp/${path}`), headers);
	const { tools } = await client.listTools();
	return {
		tools,
		call: async (name, args, patience) => {
			const options = patience === undefined ? {} : { timeout: patience };
			const { content, isError = false } = (await client.callTool({ name, arguments: args }, undefined, options)) as CallToolResult;
			return { text: content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n'), isError };
		},
		close: async () => await client.close(),
	};
}

async function connected(url: URL, headers: Record<string, string>): Promise<Client> {
	for (const until = Date.now() + PUBLISH_TIMEOUT; ; await delay(100)) {
		const client = new Client({ name: 'tests', version: '1' });
		const failure = await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } })).then(
			() => undefined,
			(error: Error & { code?: number }) => error,
		);
		if (!failure) return client;
		if (failure.code !== 404 || Date.now() > until) throw failure;
	}
}

/** Calls the first tool of a server, and returns what that answers. */
export async function askTool(n8n: N8n, path: string, args: Record<string, unknown>): Promise<string> {
	const session = await connectMcp(n8n, path);
	const { text } = await session.call(session.tools[0].name, args);
	await session.close();
	return text;
}
