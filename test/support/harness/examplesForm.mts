import { setTimeout as delay } from 'node:timers/promises';

import type { InputFile } from '../../contract/cases.mts';
import type { N8n } from './n8n.mts';

/** What a person enters: the label of a field, and a text or a file. A field may take several files. */
export type Entry = [label: string, value: string | InputFile];

/** The last page of a form. */
export interface Page {
	html: string;
	/** Where its first link leads. */
	link?: string;
	/** The file that it has the browser save. */
	download?: { fileName: string; type: string; content: Buffer };
}

/** n8n's names of the fields follow from their places. */
export async function filledForm(labels: string[], entries: Entry[]): Promise<FormData> {
	const form = new FormData();
	for (const [label, value] of entries) {
		const field = `field-${labels.indexOf(label)}`;
		if (typeof value === 'string') form.append(field, value);
		else form.append(field, new Blob([new Uint8Array(await value.make())], { type: value.mimeType }), value.fileName);
	}
	return form;
}

/** Does what the form's page does in a browser: asks until there is a page to be shown, shows it, and says so. */
export async function lastPage(n8n: N8n, { pathname, search }: URL): Promise<Page> {
	const ask = async (suffix = '', method = 'GET') =>
		await (await fetch(`${n8n.webhooksUrl}${pathname}${suffix}${search}`, { method })).text();
	for (let status = ''; status !== 'form-waiting'; status = await ask('/n8n-execution-status')) {
		if (['success', 'error', 'crashed'].includes(status)) throw new Error(`The form ended with "${status}" before its last page`);
		await delay(100);
	}
	const html = await ask();
	await ask('', 'POST');
	const link = /<a href="([^"]+)" target="_blank"/.exec(html)?.[1].replaceAll('&amp;', '&');
	return { html, link, download: downloadOf(html) };
}

function downloadOf(html: string): Page['download'] {
	const encoded = /decodeURIComponent\("([^"]+)"\)/.exec(html)?.[1];
	// n8n 1.x hands over one file, n8n 2.x a list.
	const [file] = encoded === undefined ? [] : [JSON.parse(decodeURIComponent(encoded))].flat();
	return file?.data && { fileName: file.fileName, type: file.type, content: Buffer.from(file.data) };
}
