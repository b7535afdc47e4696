import fastify from 'fastify';
import type { AddressInfo } from 'node:net';

interface Message {
	role: string;
	content: unknown;
}

interface Tool {
	function: { name: string; parameters: { properties: Record<string, unknown> } };
}

/** What a model is to call its tool with: once for each of the arguments, all in one message. */
export type Calls = (asked: string) => Array<Record<string, unknown>>;

/** One of several calls, each of which comes after the one before has been answered: of which tool, with what. */
export type Step = (told: string) => [tool: string, args: Record<string, unknown>];

/** The address of a result, in what a tool has answered. */
export function resultUrlIn(told: string): string {
	return /"result_url\\*":\s*\\*"(https[^"\\]+)/.exec(told)![1];
}

/**
 * A chat model that knows one trick: it calls the first tool it is offered with the given arguments, or one tool after the
 * other, and then answers with what they said. Speaks as much of OpenAI's chat completions as n8n's agent needs.
 */
export class ScriptedChatModel {
	/** What the tools have answered. */
	readonly toolAnswers: string[] = [];
	/** The tools that the agent offered last. */
	tools: Tool[] = [];
	url = '';
	private readonly server = fastify();
	private readonly calls: Calls;
	private readonly steps: Step[];

	/** @param calls the arguments of its only call, or those of its calls by what it is asked, or calls one after the other */
	constructor(calls: Record<string, unknown> | Calls | Step[]) {
		this.steps = Array.isArray(calls) ? calls : [];
		this.calls = typeof calls === 'function' ? (calls as Calls) : () => [calls as Record<string, unknown>];
	}

	async start(): Promise<this> {
		this.server.post('/v1/chat/completions', (request) => {
			const { messages, tools = [] } = request.body as { messages: Message[]; tools?: Tool[] };
			this.tools = tools;
			return { id: 'c1', object: 'chat.completion', created: 1, model: 'scripted', ...this.answer(messages) };
		});
		await this.server.listen({ host: '127.0.0.1', port: 0 });
		this.url = `http://127.0.0.1:${(this.server.server.address() as AddressInfo).port}/v1`;
		return this;
	}

	async stop(): Promise<void> {
		await this.server.close();
	}

	private answer(messages: Message[]) {
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		const told = messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
		const step = this.steps[told.length] as Step | undefined;
		if (told.length > 0 && !step) {
			this.toolAnswers.push(...told);
			const message = { role: 'assistant', content: `The tool says: ${told.join('; ')}` };
			return { usage, choices: [{ index: 0, finish_reason: 'stop', message }] };
		}
		const calls = step ? [step(told.at(-1) ?? '')] : this.calls(String(messages.at(-1)!.content)).map((args) => [this.firstTool, args]);
		const tool_calls = calls.map(([name, args], index) => ({
			id: `t${told.length + index + 1}`,
			type: 'function',
			function: { name, arguments: JSON.stringify(args) },
		}));
		const message = { role: 'assistant', content: null, tool_calls };
		return { usage, choices: [{ index: 0, finish_reason: 'tool_calls', message }] };
	}

	private get firstTool(): string {
		return this.tools[0].function.name;
	}
}
