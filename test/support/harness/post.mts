import { setTimeout as delay } from 'node:timers/promises';

/** n8n registers what a workflow offers a moment after the workflow was published. */
export const PUBLISH_TIMEOUT = 60_000;

/** POSTs JSON or a form to n8n, as soon as it knows the address. */
export async function postOncePublished(url: string, body: unknown, headers: Record<string, string>): Promise<Response> {
	const json = { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
	const request = { method: 'POST', ...(body instanceof FormData ? { body } : json) };
	for (const until = Date.now() + PUBLISH_TIMEOUT; ; await delay(100)) {
		const response = await connected(() => fetch(url, request));
		if (response.status !== 404 || Date.now() > until) return response;
	}
}

/** Asks once more where n8n had closed the connection that was kept from the last request, as it does after some seconds. */
async function connected(ask: () => Promise<Response>): Promise<Response> {
	return await ask().catch(async (error: { cause?: { code?: string } }) => {
		if (error.cause?.code !== 'UND_ERR_SOCKET') throw error;
		return await ask();
	});
}
