import multipart from '@fastify/multipart';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';

import type { Emulator } from '../emulator.mts';
import { breakConnection, takeFault } from '../faults.mts';
import { readSubmission } from '../requests.mts';
import type { Answer } from './call.mts';
import { embedTexts } from './embeddings.mts';
import { Refusal, wrongKey } from './errors.mts';
import { listModels } from './models.mts';
import { editPictures, generatePictures } from './pictures.mts';
import { speak } from './speech.mts';
import { transcribe } from './transcriptions.mts';
import { makeVideo, refuseRoute } from './unknown.mts';

const BASE = '/v1';
const ANSWERS: Record<string, Answer> = {
	'GET /models': listModels,
	'POST /images/generations': generatePictures,
	'POST /images/edits': editPictures,
	'POST /audio/speech': speak,
	'POST /audio/transcriptions': transcribe,
	'POST /embeddings': embedTexts,
	'POST /videos': makeVideo,
};

export interface GatewayOptions {
	https: { key: string; cert: string } | null;
	/** In bytes. */
	bodyLimit: number;
}

/** The OpenAI gateway in front of an emulated deAPI (docs/api.md#openai-gateway): the answer comes when the job is done. */
export class Gateway {
	private readonly emulator: Emulator;
	private readonly server: FastifyInstance;

	constructor(emulator: Emulator, options: GatewayOptions) {
		this.emulator = emulator;
		this.server = fastify(options) as unknown as FastifyInstance;
	}

	/** Returns its base URL. */
	async start(): Promise<string> {
		await this.server.register(multipart, { limits: { fileSize: Infinity } });
		this.server.setErrorHandler(async (error, _request, reply) => await send(reply, error as Error));
		for (const [name, answer] of Object.entries(ANSWERS)) {
			const [method, path] = name.split(' ');
			this.server.route({ method, url: `${BASE}${path}`, handler: async (request, reply) => await this.handle(request, reply, answer) });
		}
		this.server.setNotFoundHandler(async (request, reply) => await this.handle(request, reply, refuseRoute));
		return `${await this.server.listen({ host: '127.0.0.1', port: 0 })}${BASE}`.replace('127.0.0.1', 'localhost');
	}

	async stop(): Promise<void> {
		this.server.server.closeAllConnections();
		await this.server.close();
	}

	/** Some answers get lost or come late, as a fault wants it, though the request has taken effect. */
	private async handle(request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<unknown> {
		const { emulator } = this;
		const submission = await readSubmission(request);
		const recorded = emulator.note(request, submission);
		if (request.headers.authorization !== `Bearer ${emulator.gatewayKey}`) throw wrongKey();
		const fault = takeFault(emulator.faults, `${recorded.method} ${recorded.path}`);
		if (fault?.drop === 'before') return breakConnection(request, reply);
		if (fault?.status !== undefined) throw new Refusal(fault.status, 'As a fault of the test wants it.');
		const body = await answer({ emulator, submission, recorded, reply });
		if (fault?.drop) return breakConnection(request, reply);
		await delay(fault?.late ?? 0);
		return body;
	}
}

async function send(reply: FastifyReply, error: Error & { statusCode?: number }): Promise<FastifyReply> {
	const refusal = error instanceof Refusal ? error : new Refusal(error.statusCode ?? 500, error.message);
	return await reply.code(refusal.status).send(refusal.body);
}
