import { createHash, randomUUID } from 'node:crypto';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { takeFault } from './faults.mts';
import type { Fault } from './faults.mts';
import { mimeTypeOf } from './formats.mts';
import type { Job } from './jobs.mts';
import { contentOf, give, PRIVATE_ADDRESS } from './manners.mts';
import type { Manner } from './manners.mts';
import { sendSample } from './samples.mts';

export interface StorageOptions {
	https: { key: string; cert: string } | null;
	faults: Fault[];
	jobs: ReadonlyMap<string, Job>;
}

/** The storage's own host, another one with the same files, and one without encryption. */
type Host = 'main' | 'mirror' | 'plain';

/** Where a redirect of the storage may lead, besides to a whole address. */
export type Elsewhere = 'loop' | 'mirror' | 'path' | 'plain' | 'private';

/** S3-like storage of results, behind signed URLs; and of sample files, for everybody. */
export class Storage {
	/** How long a result URL works, in milliseconds. */
	urlLifetime = 24 * 3_600_000;
	/** Of each host. */
	readonly urls: Record<Host, string> = { main: '', mirror: '', plain: '' };
	/** How many requests have reached each, whatever for. */
	readonly asked: Record<Host, number> = { main: 0, mirror: 0, plain: 0 };
	private readonly options: StorageOptions;
	private readonly servers: Record<Host, FastifyInstance>;

	constructor(options: StorageOptions) {
		const { https } = options;
		this.options = options;
		const server = () => fastify({ https }) as unknown as FastifyInstance;
		this.servers = { main: server(), mirror: server(), plain: fastify() };
	}

	get url(): string {
		return this.urls.main;
	}

	get requests(): number {
		return this.asked.main + this.asked.mirror + this.asked.plain;
	}

	async start(): Promise<void> {
		for (const [host, server] of this.hosts()) {
			server.addHook('onRequest', async () => void this.asked[host]++);
			server.get('/moved/depin-result/:id/:name', (request, reply) => this.send(request, reply));
			server.get('/depin-result/:id/:name', (request, reply) =>
				host === 'main' ? this.download(request, reply) : this.send(request, reply),
			);
			server.get('/loop/*', async (request, reply) => await reply.redirect(request.url));
			server.get('/samples/:name', sendSample);
			this.urls[host] = (await server.listen({ host: '127.0.0.1', port: 0 })).replace('127.0.0.1', 'localhost');
		}
	}

	async stop(): Promise<void> {
		for (const [, { server }] of this.hosts()) server.closeAllConnections();
		await Promise.all(this.hosts().map(async ([, server]) => await server.close()));
	}

	/** Where the file of a job is, in its own format or another; undefined where there is none. */
	signUrl({ requestId, result }: Job, extension = result?.extension): string | undefined {
		if (!result) return undefined;
		const expires = Date.now() + this.urlLifetime;
		const name = `${createHash('md5').update(requestId).digest('hex')}.${extension}`;
		return `${this.url}/depin-result/${requestId}/${name}?expires=${expires}&signature=${randomUUID()}`;
	}

	private hosts(): Array<[Host, FastifyInstance]> {
		return Object.entries(this.servers) as Array<[Host, FastifyInstance]>;
	}

	private async download(request: FastifyRequest, reply: FastifyReply) {
		const fault = takeFault(this.options.faults, 'GET storage');
		if (fault && fault.drop === undefined && !fault.manner) return await reply.code(fault.status ?? 500).send('');
		const { redirect, ...manner } = { ...fault?.manner, ...(fault?.drop === 'middle' && { breaksOff: true as const }) };
		return await this.send(request, reply, redirect ? { redirect: this.whole(redirect, request.url) } : manner);
	}

	private whole({ to, ...redirect }: NonNullable<Manner['redirect']>, path: string): Manner['redirect'] {
		const places: Record<Elsewhere, string> = {
			loop: `/loop${path}`,
			mirror: `${this.urls.mirror}${path}`,
			path: `/moved${path}`,
			plain: `${this.urls.plain}${path}`,
			private: PRIVATE_ADDRESS,
		};
		return { ...redirect, to: places[to as Elsewhere] ?? to };
	}

	private async send(request: FastifyRequest, reply: FastifyReply, manner: Manner = {}) {
		// A signed URL with an Authorization header is a contradiction to S3-like storage.
		if (request.headers.authorization) return await reply.code(400).send('Only one auth mechanism allowed');
		const { expires } = request.query as { expires?: string };
		const { id, name } = request.params as { id: string; name: string };
		const result = this.options.jobs.get(id)?.result;
		if (!result || Number(expires) < Date.now()) return await reply.code(403).send('Request has expired');
		const extension = name.split('.').at(-1)!;
		const content = (await result.alternatives?.[extension]?.()) ?? result.content;
		reply.hijack();
		await give(reply.raw, contentOf(content, mimeTypeOf(extension)), manner, { isHead: request.method === 'HEAD' });
		return reply;
	}
}
