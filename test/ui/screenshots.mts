import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

import { ROOT } from '../support/harness/testBed.mts';

const FOLDER = join(tmpdir(), 'deapi-ui-screenshots');
const DOCUMENTS = join(ROOT, 'docs/images');
/** Messages in the corner come and go, and lie over what is to be seen. */
const WITHOUT_MESSAGES = '.el-notification { visibility: hidden }';

/** Their names stand below the nodes, and are wider. */
const AROUND_NODES = { side: 100, above: 40, below: 76 };

/** Pictures of what was seen. They stay in a temporary folder until the next run; DEAPI_SCREENSHOTS=1 puts those that the documents show into docs/images, too. */
export class Screenshots {
	private readonly page: Page;

	private constructor(page: Page) {
		this.page = page;
	}

	static async of(page: Page): Promise<Screenshots> {
		await rm(FOLDER, { recursive: true, force: true });
		await mkdir(FOLDER);
		return new Screenshots(page);
	}

	/** Takes a part of the page, or all that is in the window. A name that ends in .jpg makes a JPEG, which is smaller for photographs. */
	async take(name: string, part: Locator | Page = this.page): Promise<void> {
		const quality = name.endsWith('.jpg') ? { quality: 80 } : {};
		await part.screenshot({ path: join(FOLDER, `ui-${name}`), style: WITHOUT_MESSAGES, animations: 'disabled', ...quality });
	}

	/** Takes the nodes of the workflow, in the size in which the editor shows them. */
	async takeCanvas(name: string): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
		const nodes = await this.page.getByTestId('canvas-node').all();
		const boxes = await Promise.all(nodes.map(async (node) => (await node.boundingBox())!));
		const x = Math.min(...boxes.map((box) => box.x)) - AROUND_NODES.side;
		const y = Math.min(...boxes.map((box) => box.y)) - AROUND_NODES.above;
		const width = Math.max(...boxes.map((box) => box.x + box.width)) + AROUND_NODES.side - x;
		const height = Math.max(...boxes.map((box) => box.y + box.height)) + AROUND_NODES.below - y;
		await this.page.screenshot({
			path: join(FOLDER, `ui-${name}`),
			style: WITHOUT_MESSAGES,
			animations: 'disabled',
			clip: { x, y, width, height },
		});
	}

	/** Takes everything, messages too. Returns where it is. */
	async takeFailure(name: string): Promise<string> {
		const path = join(FOLDER, `failed-${name.replaceAll(/\W+/g, '-')}.png`);
		await this.page.screenshot({ path });
		return path;
	}

	async publish(): Promise<void> {
		if (process.env.DEAPI_SCREENSHOTS !== '1') return;
		const shown = new Set(await readdir(DOCUMENTS));
		const names = (await readdir(FOLDER)).filter((name) => shown.has(name));
		for (const name of names) await copyFile(join(FOLDER, name), join(DOCUMENTS, name));
	}
}
