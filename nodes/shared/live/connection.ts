import type { Api } from '../api/client';
import { DEFAULT_BASE_URL } from '../api/baseUrl';
import { endpoints } from '../api/endpoints';
import { ApiError, isPassing } from '../api/errors';
import { readFrame, writeFrame } from './frames';
import type { Frame } from './frames';

/** Why there is no connection, or not any more. */
export interface Ending {
	/** What goes after "because". */
	because: string;
	/** What to do, where another connection would come to the same end. */
	remedy?: string;
	/** Another one may be opened at once. */
	isAtOnce?: boolean;
}

interface Listener {
	/** From now on, updates come. */
	subscribed(): void;
	updated(update: Record<string, unknown>): void;
}

/** Of deAPI's own server; docs/api.md#live-updates has it all. */
const HOST = 'wss://soketi.deapi.ai';
const PATH = '/app/depin-api-prod-key?protocol=7&client=n8n-nodes-deapi&version=1.0.0';
const UPDATE = 'request.status.updated';

/** In milliseconds. A connection on which nothing has come for so long is asked whether it still stands, then given up. */
const SILENCE = 15_000;

/** One WebSocket on which deAPI says how the jobs of an account are. */
export class Connection {
	private readonly over = new AbortController();
	private ending?: Ending;
	private hasHeard = false;
	private isSubscribed = false;

	constructor(
		private readonly api: Api,
		private readonly clientId: string,
		private readonly listener: Listener,
	) {}

	/**
	 * Opens the connection and listens until it ends, for whatever reason.
	 *
	 * @param signal aborted when nobody listens any more
	 */
	async follow(signal: AbortSignal): Promise<Ending> {
		const { baseUrl } = await this.api.credentials();
		const socket = new WebSocket(addressOf(baseUrl));
		const end = (ending: Ending) => this.end(ending);
		socket.addEventListener('message', ({ data }) => void this.take(socket, readFrame(data)));
		socket.addEventListener('error', () => end({ because: 'its server cannot be reached' }));
		socket.addEventListener('close', () => end({ because: 'the connection was closed' }));
		const stop = () => end({ because: 'the run is over' });
		signal.addEventListener('abort', stop);
		if (signal.aborted) stop();
		await this.keepAlive(socket);
		signal.removeEventListener('abort', stop);
		socket.close();
		return this.ending ?? { because: this.hasHeard ? 'the channel did not open' : 'its server does not answer' };
	}

	private end(ending: Ending): void {
		this.ending ??= ending;
		this.over.abort();
	}

	/** Resolves when the connection has ended, is taken to be dead, or has not come to the channel. */
	private async keepAlive(socket: WebSocket): Promise<void> {
		do {
			this.hasHeard = false;
			send(socket, 'pusher:ping', {});
			await this.api.timing.sleep(SILENCE, this.over.signal);
		} while (this.hasHeard && this.isSubscribed && !this.over.signal.aborted);
	}

	private async take(socket: WebSocket, frame: Frame | undefined): Promise<void> {
		this.hasHeard = true;
		if (!frame || this.over.signal.aborted) return;
		const { event, data } = frame;
		if (event === 'pusher:connection_established') await this.subscribe(socket, String(data.socket_id));
		if (event === 'pusher_internal:subscription_succeeded') {
			this.isSubscribed = true;
			this.listener.subscribed();
		}
		if (event === 'pusher:ping') send(socket, 'pusher:pong', {});
		if (event === 'pusher:error' || event === 'pusher:subscription_error') this.end(endingOf(data));
		if (event === UPDATE) this.listener.updated(data);
	}

	/** The channel is the account's: the API key has to open it. */
	private async subscribe(socket: WebSocket, socketId: string): Promise<void> {
		const channel = `private-client.${this.clientId}`;
		const asked = this.api.request({
			endpoint: endpoints.authorizeChannel,
			body: { socket_id: socketId, channel_name: channel },
			isRead: true,
			isOver: () => this.over.signal.aborted,
		});
		// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
		const [answer] = await Promise.allSettled([asked]);
		if (answer.status === 'rejected') this.end(refusalOf(answer.reason, this.clientId));
		else send(socket, 'pusher:subscribe', { channel, auth: String(answer.value.auth) });
	}
}

function addressOf(baseUrl: string): string {
	return `${baseUrl === DEFAULT_BASE_URL ? HOST : baseUrl.replace(/^http/, 'ws')}${PATH}`;
}

function send(socket: WebSocket, event: string, data: Record<string, unknown>): void {
	if (socket.readyState === WebSocket.OPEN) socket.send(writeFrame(event, data));
}

function refusalOf(error: unknown, clientId: string): Ending {
	if (!(error instanceof ApiError) || isPassing(error)) return { because: 'deAPI did not open the channel' };
	return {
		because: `deAPI does not open the channel of Client ID ${clientId} to this API key`,
		remedy: 'Copy "Client ID" from the deAPI dashboard into the credential, or empty it there.',
	};
}

/** The protocol's codes: below 4100 another connection is of no use, from 4200 on it may be opened at once. */
function endingOf({ code }: Record<string, unknown>): Ending {
	const number = Number(code);
	if (number >= 4000 && number < 4100) {
		return {
			because: `its server refuses the connection with code ${number}`,
			remedy: 'Update the package, or empty "Client ID" in the credential.',
		};
	}
	return { because: 'its server ended the connection', isAtOnce: number >= 4200 && number < 4300 };
}
