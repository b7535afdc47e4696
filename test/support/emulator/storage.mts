import { createHash, randomUUID } from 'node:crypto';
import fastify from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { sendHalf, takeFault } from './faults.mts';
import type { Fault } from './faults.mts';
import { mimeTypeOf } from './formats.mts';
import type { Job } from './jobs.mts';
import { sendSample } from './samples.mts';

export interface StorageOptions {
	https: { key: string; cert: string } | null;
	faults: Fault[];
	jobs: ReadonlyMap<string, Job>;
}

/** S3-like storage of results, behind signed URLs; and of sample files, for everybody. */
export class Storage {
	/** How long a result URL works, in milliseconds. */
	urlLifetime = 24 * 3_600_000;
	url = '';
	/** How many requests have reached it, whatever for. */
	requests = 0;
	private readonly options: StorageOptions;
	private readonly server;

	constructor(options: StorageOptions) {
		this.options = options;
		this.server = fastify({ https: options.https });
	}

	async start(): Promise<void> {
		this.server.addHook('onRequest', async () => void this.requests++);
		this.server.get('/depin-result/:id/:name', (request, reply) => this.download(request, reply));
		this.server.get('/samples/:name', sendSample);
		this.url = (await this.server.listen({ host: '127.0.0.1', port: 0 })).replace('127.0.0.1', 'localhost');
	}

	async stop(): Promise<void> {
		this.server.server.closeAllConnections();
		await this.server.close();
	}

	/** Where the file of a job is, in its own format or another; undefined where there is none. */
	signUrl({ requestId, result }: Job, extension = result?.extension): string | undefined {
		if (!result) return undefined;
		const expires = Date.now() + this.urlLifetime;
		const name = `${createHash('md5').update(requestId).digest('hex')}.${extension}`;
		return `${this.url}/depin-result/${requestId}/${name}?expires=${expires}&signature=${randomUUID()}`;
	}

	private async download(request: FastifyRequest, reply: FastifyReply) {
		const fault = takeFault(this.options.faults, 'GET storage');
		if (fault && fault.drop === undefined) return reply.code(fault.status ?? 500).send('');
		// A signed URL with an Authorization header is a contradiction to S3-like storage.
		if (request.headers.authorization) return reply.code(400).send('Only one auth mechanism allowed');
		const { expires } = request.query as { expires?: string };
		const { id, name } = request.params as { id: string; name: string };
		const result = this.options.jobs.get(id)?.result;
		if (!result || Number(expires) < Date.now()) return reply.code(403).send('Request has expired');
		const extension = name.split('.').at(-1)!;
		const content = (await result.alternatives?.[extension]?.()) ?? result.content;
		if (fault?.drop === 'middle') return sendHalf(content, mimeTypeOf(extension), request, reply);
		return reply.type(mimeTypeOf(extension)).send(content);
	}
}
