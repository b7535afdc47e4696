import { chromium, selectors } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

import { PUBLIC_HOST } from '../support/harness/n8n.mts';
import { findChromium } from './chromium.mjs';

const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// The editor asks for news and pictures from outside. What it shows must not depend on whether it gets them.
	`--host-resolver-rules=MAP ${PUBLIC_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
];
const VIEWPORT = { width: 1280, height: 800 };
/** For the editor to show what was asked for; this machine may be busy. */
const PATIENCE = 45_000;

/** Messages in the corner lie over buttons for some seconds. */
const CLICK_THROUGH_MESSAGES = `addEventListener('DOMContentLoaded', () =>
	document.head.insertAdjacentHTML('beforeend', '<style>.el-notification { pointer-events: none }</style>'))`;

export async function launchBrowser(): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath: findChromium(), args: ARGUMENTS });
}

export async function openPage(browser: Browser): Promise<Page> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: VIEWPORT, locale: 'en-US', colorScheme: 'light' });
	context.setDefaultTimeout(PATIENCE);
	await context.addInitScript(CLICK_THROUGH_MESSAGES);
	const page = await context.newPage();
	// n8n asks before it leaves a workflow that it is still saving.
	page.on('dialog', (dialog) => void dialog.accept());
	return page;
}
