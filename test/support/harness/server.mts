import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine whose answers a test writes itself. */
export interface Server {
	url: string;
	/** Requests so far, as `METHOD path`. */
	requests: string[];
	/** How many connections are open. */
	connections(): Promise<number>;
	close(): Promise<void>;
}

export async function startServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		answer(request, response);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		connections: async () => await new Promise((settle) => server.getConnections((_error, count) => settle(count))),
		close: async () => {
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		},
	};
}
