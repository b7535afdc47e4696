import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Manner } from './manners.mts';

/** Trouble for the next matching requests. */
export interface Fault {
	/** e.g. `POST /images/generations`, or `GET storage`. */
	on: string;
	times?: number;
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	/** Breaks the connection: before or after the request has taken effect, or in the middle of the answer. */
	drop?: 'before' | 'after' | 'middle';
	/** Answers so many milliseconds after the request has taken effect. */
	late?: number;
	/** Of the storage: how it gives the file away. Addresses of redirects may be those of {@link Elsewhere}. */
	manner?: Manner;
}

/** What the API answers above the plan's limit of requests a minute. */
export const OVER_RATE = {
	status: 429,
	headers: { 'retry-after': '1', 'x-ratelimit-remaining': '0' },
	body: { message: 'Too Many Attempts.' },
};

/** The first fault whose {@link Fault.on} begins what is asked for; it is gone when its times are. */
export function takeFault(faults: Fault[], what: string): Fault | undefined {
	const index = faults.findIndex(({ on }) => what.startsWith(on));
	if (index < 0) return undefined;
	const fault = faults[index];
	fault.times = (fault.times ?? 1) - 1;
	if (fault.times <= 0) faults.splice(index, 1);
	return fault;
}

export function breakConnection(request: FastifyRequest, reply: FastifyReply): FastifyReply {
	request.raw.socket.destroy();
	return reply.hijack();
}
