import { executeWorkflow } from './byHand.mts';
import type { Example } from './examples.mts';
import { filledForm, lastPage } from './examplesForm.mts';
import type { Entry, Page } from './examplesForm.mts';
import { ExampleRun } from './examplesRun.mts';
import { connectMcp } from './mcpClient.mts';
import type { McpSession } from './mcpClient.mts';
import type { TestBed } from './testBed.mts';

const ENDS = ['success', 'error', 'canceled', 'crashed'];
const LONGEST_RUN = 100_000;

/** One example on a real n8n, and the ways in which people start it. */
export class ExampleRunner {
	readonly testBed: TestBed;
	private readonly example: Example;
	private published?: Promise<string>;
	private runs = 0;

	constructor(testBed: TestBed, example: Example) {
		this.testBed = testBed;
		this.example = example;
	}

	/** Sets what a person sets before the workflow is published. */
	prepare(change: (example: Example) => void): void {
		change(this.example);
	}

	/** Clicks "Execute workflow" in the editor, after a change. */
	async byHand(change: (example: Example) => void = () => undefined): Promise<ExampleRun> {
		return await this.execute({}, change);
	}

	/** Writes into the chat of the editor, after a change. */
	async byChat(chatInput: string, change: (example: Example) => void = () => undefined): Promise<ExampleRun> {
		const json = { sessionId: this.example.name, action: 'sendMessage', chatInput };
		const data = {
			startTime: Date.now(),
			executionTime: 0,
			executionIndex: 0,
			executionStatus: 'success',
			source: [null],
			data: { main: [[{ json }]] },
		};
		return await this.execute({ data }, change);
	}

	/** Calls a production webhook. */
	async byWebhook(path: string, body: unknown): Promise<{ run: ExampleRun; answer: any }> {
		return await this.record(async () => JSON.parse(await this.testBed.n8n.trigger(path, body)));
	}

	/** Submits the form, and opens its last page. */
	async byForm(entries: Entry[]): Promise<{ run: ExampleRun; answer: Page }> {
		const { parameters } = this.example.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger')!;
		const labels = parameters.formFields.values.map(({ fieldLabel }: { fieldLabel: string }) => fieldLabel);
		return await this.record(async () => {
			const answer = await this.testBed.n8n.trigger(parameters.options.path, await filledForm(labels, entries), 'form');
			return await lastPage(this.testBed.n8n, new URL(JSON.parse(answer).formWaitingUrl));
		});
	}

	/** Connects as an MCP client that has the token, which the example's trigger is given first. */
	async byMcp(token: string): Promise<McpSession> {
		const { n8n, credentialId } = this.testBed;
		const name = 'Token of MCP clients';
		const guarded = structuredClone(this.example);
		const trigger = guarded.nodes.find(({ type }) => type.endsWith('.mcpTrigger'))!;
		this.published ??= n8n.createCredential(name, { token }, 'httpBearerAuth').then(async (id) => {
			trigger.credentials = { httpBearerAuth: { id, name } };
			return await n8n.addWorkflow(guarded, credentialId);
		});
		await this.published;
		return await connectMcp(n8n, trigger.parameters.path, token);
	}

	webhookIdOf(node: string): string {
		return this.example.nodes.find(({ name }) => name === node)!.webhookId!;
	}

	/** Waits for the next execution of the published workflow, which something starts. */
	async record<T>(start: () => Promise<T>): Promise<{ run: ExampleRun; answer: T }> {
		const { n8n, emulator, credentialId } = this.testBed;
		const id = await (this.published ??= n8n.addWorkflow(this.example, credentialId));
		const before = emulator.requests.length;
		const answer = await start();
		const execution = await n8n.untilExecution(id, ENDS, { index: this.runs++, timeout: LONGEST_RUN });
		return { run: new ExampleRun(this.testBed, execution, emulator.requests.slice(before)), answer };
	}

	private async execute(start: object, change: (example: Example) => void): Promise<ExampleRun> {
		const { n8n, emulator, credentialId } = this.testBed;
		const example = structuredClone(this.example);
		change(example);
		const id = await n8n.addWorkflow(example, credentialId, { active: false });
		const { name } = example.nodes.find(({ type }) => /\.(manual|chat)Trigger$/.test(type))!;
		const before = emulator.requests.length;
		await executeWorkflow(n8n, id, { name, ...start });
		const execution = await n8n.untilExecution(id, ENDS, { timeout: LONGEST_RUN });
		return new ExampleRun(this.testBed, execution, emulator.requests.slice(before));
	}
}
