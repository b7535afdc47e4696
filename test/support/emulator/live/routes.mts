import websocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { breakConnection } from '../faults.mts';
import type { ReadRequest } from '../routes.mts';
import type { Wire } from './connection.mts';
import type { Live } from './live.mts';

/** Where sockets are opened and let into the account's channel; both are at the root, whatever the API's version. */
export async function addLiveRoutes(server: FastifyInstance, live: Live): Promise<void> {
	await server.register(websocket);
	server.get(
		'/app/:key',
		{ websocket: true, onRequest: async (request, reply) => await refuse(live, request, reply) },
		(socket: unknown, request: FastifyRequest) => {
			const { key } = request.params as { key: string };
			live.take(socket as Wire, key, (request.query as { protocol?: string }).protocol);
		},
	);
	server.post('/broadcasting/auth', async (request, reply) => {
		const { status, body } = live.auth.answer((request as ReadRequest).submission.fields);
		return await reply.code(status).send(body);
	});
}

async function refuse(live: Live, request: FastifyRequest, reply: FastifyReply) {
	const { refuse: how } = live;
	if (how === undefined) return;
	if (how === 'break') return breakConnection(request, reply);
	if (how === 'silence') {
		live.ignore(request.raw.socket);
		return reply.hijack();
	}
	return await reply.code(how).type('text/html').send('<html><body>No socket here</body></html>');
}
