import { randomInt } from 'node:crypto';

import { APP_KEY } from './channelAuth.mts';
import type { ChannelAuth } from './channelAuth.mts';

/** What is used of a WebSocket. */
export interface Wire {
	send(text: string): void;
	close(code: number, reason?: string): void;
	terminate(): void;
	on(event: 'message' | 'close', listener: (data: Buffer) => void): void;
}

/** How the server behaves at the moment. */
export interface Habits {
	/** Told to clients, in seconds: after so much silence they are to ping. */
	activityTimeout: number;
	/** How much silence it bears, in milliseconds. */
	patience: number;
	/** Whether it says nothing any more, though its connections stay. */
	stall: boolean;
}

interface Message {
	event?: string;
	data?: { channel?: string; auth?: string };
}

/** One client of the live updates, by protocol 7 of Pusher as the vendor's server speaks it (docs/api.md#live-updates). */
export class Connection {
	readonly id = `${randomInt(1e9)}.${randomInt(1e9)}`;
	private readonly channels = new Set<string>();
	private readonly wire: Wire;
	private readonly auth: ChannelAuth;
	private readonly habits: Habits;
	private silence?: NodeJS.Timeout;

	constructor(wire: Wire, auth: ChannelAuth, habits: Habits) {
		this.wire = wire;
		this.auth = auth;
		this.habits = habits;
		wire.on('message', (data) => this.hear(data.toString()));
		wire.on('close', () => clearTimeout(this.silence));
	}

	/** By the address that the client has opened. */
	greet(appKey: string, protocol: string | undefined): void {
		if (appKey !== APP_KEY) return this.refuse(4001, `App key ${appKey} does not exist.`);
		if (protocol !== '7') return this.refuse(4007, 'Unsupported protocol version');
		this.say('pusher:connection_established', JSON.stringify({ socket_id: this.id, activity_timeout: this.habits.activityTimeout }));
	}

	hasJoined(channel: string): boolean {
		return this.channels.has(channel);
	}

	/** @param text whatever it is, as a frame of its own */
	send(text: string): void {
		if (this.habits.stall) return;
		this.wire.send(text);
		this.bear();
	}

	/** Asks for a sign of life. */
	ping(): void {
		this.say('pusher:ping', {});
	}

	/** Breaks the connection off, without a word. */
	cut(): void {
		this.wire.terminate();
	}

	private hear(text: string): void {
		this.bear();
		const { event, data } = messageOf(text);
		if (event === 'pusher:ping') this.say('pusher:pong', {});
		if (event === 'pusher:subscribe') this.join(data?.channel ?? '', data?.auth);
		if (event === 'pusher:unsubscribe') this.channels.delete(data?.channel ?? '');
	}

	private join(channel: string, auth: unknown): void {
		if (/^(private|presence)-/.test(channel) && !this.auth.admits(this.id, channel, auth)) {
			const data = { type: 'AuthError', error: 'The connection is unauthorized.', status: 401 };
			return this.send(JSON.stringify({ event: 'pusher:subscription_error', channel, data }));
		}
		this.channels.add(channel);
		this.send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel }));
	}

	private refuse(code: number, message: string): void {
		this.say('pusher:error', { code, message });
		this.wire.close(code, message);
	}

	private say(event: string, data: unknown): void {
		this.send(JSON.stringify({ event, data }));
	}

	/** The silence begins anew. */
	private bear(): void {
		clearTimeout(this.silence);
		this.silence = setTimeout(() => this.refuse(4201, 'Pong reply not received in time'), this.habits.patience);
	}
}

/** Nothing, where it is no JSON: the server does not answer that. */
function messageOf(text: string): Message {
	try {
		return (JSON.parse(text) as Message | null) ?? {};
	} catch {
		return {};
	}
}
