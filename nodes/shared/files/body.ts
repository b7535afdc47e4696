import type { IExecuteFunctions } from 'n8n-workflow';

import { ApiError } from '../api/errors';
import { HEAD } from '../media/format';
import { streamLike } from '../util/streamLike';
import { grownTooLarge } from './egress';
import type { EgressRules, EgressWording } from './egress';

/** A stream of Node.js, as n8n hands it out and takes it. */
export type Body = Exclude<Parameters<IExecuteFunctions['helpers']['binaryToBuffer']>[0], Buffer>;

/** An answer whose body has not been read. */
export interface Incoming {
	stream: Body;
	/** In bytes, where the sender says it. */
	size?: number;
	/** Ends the connection, whatever n8n has wrapped around it; of no effect once all is read. */
	close(): void;
}

/** A body that is being read. */
export interface Reading {
	/** As much of its beginning as tells what it is. */
	head: Buffer;
	/** All of it, from its first byte on: as it is where it is short, and otherwise as a stream that can be read once. */
	whole: Body | Buffer;
	/** Why it has not come to its end, if that was the sender's fault. */
	failure(): ApiError | undefined;
	/** Lets go of what was not read. */
	close(): void;
}

/** How often a body is looked at, in milliseconds: one that has sent nothing from one look to the next has stalled. */
const LOOK_INTERVAL = 30_000;

/**
 * Begins to read a body. It is over when the sender stalls, breaks off, or sends more than the rules allow; waiting for
 * whoever takes the bytes does not count.
 *
 * @throws {ApiError} where that happens in its first bytes
 */
export async function beginReading(incoming: Incoming, rules: EgressRules): Promise<Reading> {
	let failure: ApiError | undefined;
	let isClosed = false;
	const chunks = chunksOf(incoming, rules, (error) => {
		if (!isClosed) failure ??= error;
	});
	const close = () => {
		isClosed = true;
		incoming.close();
		void chunks.return(undefined);
	};
	const head: Buffer[] = [];
	let length = 0;
	while (length < HEAD) {
		const { done, value } = await chunks.next();
		if (done) {
			const all = Buffer.concat(head);
			return { head: all, whole: all, failure: () => undefined, close };
		}
		head.push(value);
		length += value.length;
	}
	const beginning = [...head].values();
	const next = async (): Promise<IteratorResult<Buffer, undefined>> => {
		const first = beginning.next();
		return first.done ? await chunks.next() : first;
	};
	return { head: Buffer.concat(head), whole: streamLike(incoming.stream, { next, close }), failure: () => failure, close };
}

export function trouble({ what, later }: EgressWording, why: string, details: ApiError['details'] = {}): ApiError {
	return new ApiError(`${what} could not be downloaded: ${why}`, { accepted: 'no', description: later, ...details });
}

async function* chunksOf(
	{ stream, size, close }: Incoming,
	rules: EgressRules,
	onFailure: (error: ApiError) => void,
): AsyncGenerator<Buffer, undefined> {
	const failed = (error: ApiError) => {
		onFailure(error);
		return error;
	};
	const { isSizeBinding, largest = Infinity, wording } = rules;
	const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>;
	const silence = watchForSilence(close);
	try {
		for (let length = 0; ; ) {
			silence.isAwaited(true);
			// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
			const [next] = await Promise.allSettled([iterator.next()]);
			silence.isAwaited(false);
			if (next.status === 'rejected') throw failed(trouble(wording, silence.reason ?? 'the connection broke off'));
			const { done, value } = next.value;
			if (done && isSizeBinding && length !== (size ?? length)) throw failed(trouble(wording, 'it has another size than its sender says'));
			if (done) return undefined;
			const chunk = typeof value === 'string' ? Buffer.from(value) : value;
			length += chunk.length;
			if (length > largest) throw failed(grownTooLarge(rules));
			yield chunk;
		}
	} finally {
		silence.end();
		close();
	}
}

interface SilenceWatch {
	/** Why the connection was ended, if it was. */
	reason?: string;
	/** Says that the sender is waited for, or is not. */
	isAwaited(is: boolean): void;
	end(): void;
}

/** Closes a connection that is waited for and brings nothing. n8n's client knows no timeout once an answer has begun. */
function watchForSilence(close: () => void): SilenceWatch {
	let waits = 0;
	let isWaiting = false;
	let isOver = false;
	const watch: SilenceWatch = {
		isAwaited: (is) => {
			isWaiting = is;
			waits += 1;
		},
		end: () => (isOver = true),
	};
	const look = (before: number) => {
		if (isOver) return;
		if (!isWaiting || waits !== before) return lookLater();
		watch.reason = 'nothing came any more';
		close();
	};
	const lookLater = () => {
		const before = waits;
		AbortSignal.timeout(LOOK_INTERVAL).addEventListener('abort', () => look(before), { once: true });
	};
	lookLater();
	return watch;
}
