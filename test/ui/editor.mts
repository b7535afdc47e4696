import type { Locator, Page } from 'playwright-core';

/** What a person finds and does in n8n's editor. */
export class Editor {
	readonly page: Page;
	/** The list of nodes at the right. */
	readonly nodePanel: Locator;
	/** An open node: its input, its form, its output. */
	readonly node: Locator;
	readonly form: Locator;
	readonly input: Locator;
	readonly output: Locator;
	/** A box over the page, without the shade around it. */
	readonly dialog: Locator;
	private readonly url: string;

	constructor(page: Page, url: string) {
		this.page = page;
		this.url = url;
		this.nodePanel = page.getByTestId('node-creator');
		this.node = page.getByTestId('ndv');
		this.form = page.getByTestId('node-parameters');
		this.input = page.getByTestId('ndv-input-panel');
		this.output = page.getByTestId('output-panel');
		this.dialog = page.locator('.el-dialog:visible');
	}

	async goTo(path: string): Promise<void> {
		await this.page.goto(`${this.url}${path}`);
	}

	async signIn({ email, password }: { email: string; password: string }): Promise<void> {
		await this.goTo('/signin');
		await this.page.getByLabel('Email').fill(email);
		await this.page.getByLabel('Password').fill(password);
		await this.page.getByRole('button', { name: 'Sign in' }).click();
		await this.page.waitForURL((url) => url.pathname !== '/signin');
	}

	/** A new workflow, which is started by hand. */
	async newWorkflow(): Promise<void> {
		await this.addFirstStep();
		// Among what the panel begins with. By its name, nothing would be found.
		await this.entry('Trigger manually').click();
	}

	/** A new workflow that begins with a node. */
	async newWorkflowOf(node: string): Promise<void> {
		await this.addFirstStep();
		await this.searchNodes(node);
		await this.entry(node).first().click();
	}

	private async addFirstStep(): Promise<void> {
		await this.goTo('/workflow/new');
		await this.page.getByTestId('canvas-plus-button').click();
		await this.nodePanel.waitFor();
	}

	async openNodePanel(): Promise<void> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.nodePanel.waitFor();
	}

	async searchNodes(text: string): Promise<void> {
		await this.page.getByTestId('node-creator-search-bar').fill(text);
	}

	/** An entry of the node panel: a node, or one of its actions. */
	entry(name: string): Locator {
		return this.nodePanel.getByTestId('node-creator-item-name').getByText(name, { exact: true });
	}

	onCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<void> {
		await this.onCanvas(name).dblclick();
		await this.node.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.node.waitFor({ state: 'hidden' });
	}

	/** Where a parameter's value goes. */
	field(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** Chooses from a list that opens over the page. */
	async choose(option: string): Promise<void> {
		const entries = this.page.getByRole('option').filter({ visible: true });
		await entries.filter({ hasText: option }).first().click();
		await entries.first().waitFor({ state: 'hidden' });
	}
}
