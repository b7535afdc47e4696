/** deAPI to the engine tests of the sub-node, and what a vector store asks of it. */
import nock from 'nock';

import { API, BASE_URL } from './contexts.mts';
import { StoreRun } from './storeRun.mts';
import type { StoreOptions, Use } from './storeRun.mts';

export const PATH = '/embeddings';

/** The texts of every job that was submitted, in their order. */
export const submitted: string[][] = [];

/** Takes so many submissions; the first is job r1. */
export function takes(count: number): void {
	for (let index = 0; index < count; index++) answers((requestId) => [200, { data: { request_id: requestId } }]);
}

/** Answers the next submission otherwise. */
export function answers(reply: (requestId: string) => [status: number, body: object]): void {
	nock(BASE_URL)
		.post(`${API}${PATH}`)
		.reply(async (request: Request) => {
			const { input } = (await request.json()) as { input: string[] };
			submitted.push(input);
			return reply(`r${submitted.length}`);
		});
}

/** The vector of a text says which one it is. */
export const vectorOf = (text: string): number[] => [Number(text.replace(/\D/g, '')), 0.5];

/** A job is done, and is asked for so often. */
export function done(requestId: string, texts: string[], { times = 1, price }: { times?: number; price?: number } = {}): void {
	const result_url = `https://storage.test/${requestId}.json`;
	nock(BASE_URL)
		.get(`${API}/jobs/${requestId}`)
		.times(times)
		.reply(200, { data: { status: 'done', result_url, ...(price !== undefined && { price }) } });
	const content = JSON.stringify(texts.map(vectorOf));
	nock('https://storage.test').get(`/${requestId}.json`).times(times).reply(200, content, { 'content-type': 'application/json' });
}

export const numbered = (count: number, from = 1): string[] => Array.from({ length: count }, (_, index) => `text ${index + from}`);

/** Stores documents, batch by batch. */
export const insert =
	(...batches: string[][]): Use =>
	async (embeddings) => {
		const vectors: number[][] = [];
		for (const batch of batches) vectors.push(...(await embeddings.embedDocuments(batch)));
		return vectors;
	};

/** Looks for all of them at once. */
export const ask =
	(...queries: string[]): Use =>
	async (embeddings) =>
		await Promise.all(queries.map(async (query) => await embeddings.embedQuery(query)));

export const run = async (use: Use, more: Partial<StoreOptions> = {}): Promise<StoreRun> => await new StoreRun({ use, ...more }).start();
