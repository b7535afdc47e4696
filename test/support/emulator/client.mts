import { setTimeout as delay } from 'node:timers/promises';

import type { Emulator } from './emulator.mts';
import type { Example } from './examples.mts';
import { BASES } from './api.mts';
import type { Version } from './api.mts';

export interface Answer {
	status: number;
	headers: Headers;
	// Whatever the API says: tests look into it.
	body: any;
}

/** A plain client of the emulator, which sends what it is told to, right or wrong. */
export class Client {
	private readonly emulator: Emulator;
	private readonly headers: Record<string, string>;
	private readonly version: Version;

	constructor(emulator: Emulator, headers: Record<string, string>, version: Version = 'v2') {
		this.emulator = emulator;
		this.headers = headers;
		this.version = version;
	}

	/** @param name e.g. `POST /images/generations`; fields go into the query of a GET, into JSON, or with files into a multipart body */
	async send(name: string, { fields = {}, files }: Partial<Example> = {}): Promise<Answer> {
		const [method, path] = name.split(' ');
		const url = new URL(`${this.emulator.url}${BASES[this.version]}${path}`);
		const headers = { ...this.headers };
		let body: FormData | string | undefined;
		if (method === 'GET') url.search = new URLSearchParams(fields as Record<string, string>).toString();
		else if (files) body = toForm(fields, files);
		else {
			body = JSON.stringify(fields);
			headers['content-type'] = 'application/json';
		}
		const response = await fetch(url, { method, headers, body });
		return { status: response.status, headers: response.headers, body: await response.json() };
	}

	/** What is said of a job once the job has ended, and its ID. */
	async finish(name: string, example: Partial<Example>): Promise<Record<string, any>> {
		const { status, body } = await this.send(name, example);
		if (status !== 200) throw new Error(`${name} was refused: ${JSON.stringify(body)}`);
		const requestId = body.data.request_id;
		for (;;) {
			const { data } = (await this.send(`GET ${this.version === 'v2' ? '/jobs' : '/request-status'}/${requestId}`)).body;
			if (data.status === 'done' || data.status === 'error') return { requestId, ...data };
			await delay(20);
		}
	}

	/** The same, with the file. */
	async result(name: string, example: Partial<Example>) {
		const data = await this.finish(name, example);
		return { data, content: await download(data.result_url) };
	}
}

export async function download(url: string): Promise<Buffer> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`${url} was answered ${response.status}`);
	return Buffer.from(await response.arrayBuffer());
}

/** Booleans as `1` and `0`, lists and structures in brackets (docs/api.md#multipart). */
function toForm(fields: Record<string, unknown>, files: Record<string, Buffer | Buffer[]>): FormData {
	const form = new FormData();
	const add = (name: string, value: unknown): void => {
		if (Array.isArray(value)) value.forEach((entry, index) => add(`${name}[${index}]`, entry));
		else if (typeof value === 'object' && value !== null) Object.entries(value).forEach(([key, entry]) => add(`${name}[${key}]`, entry));
		else form.append(name, typeof value === 'boolean' ? String(Number(value)) : String(value ?? ''));
	};
	Object.entries(fields).forEach(([name, value]) => add(name, value));
	for (const [name, contents] of Object.entries(files)) {
		for (const content of [contents].flat()) form.append(name, new Blob([new Uint8Array(content)]), `${name.replace('[]', '')}.bin`);
	}
	return form;
}
