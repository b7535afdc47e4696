import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

import type { Certificate } from '../support/emulator/certificate.mts';

export interface Proxy {
	url: string;
	/** Which hosts and paths were asked for. */
	requests: string[];
	close(): Promise<void>;
}

/**
 * A proxy behind which the whole internet is one server of ours: every tunnel ends there, whichever host it
 * is for. Whoever trusts the authority believes that it is that host.
 */
export async function startProxy(authority: Certificate, answer: RequestListener): Promise<Proxy> {
	const requests: string[] = [];
	const contexts = new Map<string, Promise<SecureContext>>();
	const contextOf = (host: string) => contexts.get(host) ?? contexts.set(host, issue(authority, host)).get(host)!;

	const internet = createSecureServer(
		{
			key: authority.key,
			cert: authority.cert,
			SNICallback: (host, done) =>
				void contextOf(host).then(
					(context) => done(null, context),
					(error: Error) => done(error),
				),
		},
		(request, response) => {
			requests.push(`${request.method} ${request.headers.host}${request.url}`);
			answer(request, response);
		},
	);
	const proxy = createServer((_request, response) => response.writeHead(404).end());
	const tunnels = new Set<Socket>();
	proxy.on('connect', (_request, socket: Socket) => {
		tunnels.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => tunnels.delete(socket));
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		internet.emit('connection', socket);
	});
	await listen(proxy);
	const close = async () => {
		for (const tunnel of tunnels) tunnel.destroy();
		proxy.closeAllConnections();
		await new Promise((resolve) => proxy.close(resolve));
	};
	return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, requests, close };
}

async function listen(server: Server): Promise<void> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

/** A certificate for a host, signed by the authority. */
async function issue({ key, cert }: Certificate, host: string): Promise<SecureContext> {
	const issued = await generate([{ name: 'commonName', value: host }], {
		algorithm: 'sha256',
		ca: { key, cert },
		extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
	});
	return createSecureContext({ key: issued.private, cert: issued.cert });
}
