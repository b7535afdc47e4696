import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type FormData from 'form-data';

import { fieldsIn } from '../support/harness/bodies.mts';

/** A request as it goes over the wire. */
export interface Request {
	method: string;
	url: URL;
	body: Record<string, unknown>;
}

export interface Response {
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
	/** The connection breaks off in the middle of the body. */
	isCut?: boolean;
}

/** No answer: the connection was never made, or broke off. */
export class NetworkError extends Error {
	constructor(readonly code: 'ECONNREFUSED' | 'ECONNRESET') {
		super(code);
	}
}

export type Server = (request: Request) => Promise<Response>;

interface AxiosConfig {
	method?: string;
	url: string;
	params?: Record<string, string>;
	data?: string | FormData;
	responseType?: string;
	signal?: AbortSignal;
}

interface Axios {
	defaults: { adapter: unknown };
	AxiosError: new (message: string, code: string, config: AxiosConfig) => Error;
}

/** Puts a server in the place of the network, below n8n's own HTTP helpers. */
export function serve(n8nCore: string, server: Server): void {
	const axios = createRequire(n8nCore)('axios') as Axios;
	axios.defaults.adapter = async (config: AxiosConfig) => {
		const canceled = () => new axios.AxiosError('canceled', 'ERR_CANCELED', config);
		// As axios does: it listens from the moment on at which it sends.
		if (config.signal?.aborted) throw canceled();
		config.signal?.addEventListener('abort', () => undefined);
		const url = new URL(config.url);
		for (const [name, value] of Object.entries(config.params ?? {})) url.searchParams.set(name, value);
		const body = bodyIn(config.data);
		const [answer] = await Promise.allSettled([server({ method: (config.method ?? 'get').toUpperCase(), url, body })]);
		if (config.signal?.aborted) throw canceled();
		if (answer.status === 'rejected') {
			const { code } = answer.reason as NetworkError;
			throw code ? new axios.AxiosError(code, code, config) : answer.reason;
		}
		const { status, headers = {}, body: content = '', isCut = false } = answer.value;
		const bytes = Buffer.isBuffer(content) ? content : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
		const data = config.responseType === 'stream' ? streamOf(bytes, isCut) : bytes.toString();
		return { status, statusText: '', headers, config, data, request: {} };
	};
}

function bodyIn(data: AxiosConfig['data']): Request['body'] {
	if (data === undefined) return {};
	return typeof data === 'string' ? (JSON.parse(data) as Request['body']) : fieldsIn(data.getBuffer().toString());
}

function streamOf(bytes: Buffer, isCut: boolean): Readable {
	return Readable.from(
		(function* () {
			yield isCut ? bytes.subarray(0, bytes.length / 2) : bytes;
			if (isCut) throw new Error('aborted');
		})(),
		{ objectMode: false },
	);
}
