import type { Duplex } from 'node:stream';

import type { Job } from '../jobs.mts';
import { ChannelAuth } from './channelAuth.mts';
import { Connection } from './connection.mts';
import type { Habits, Wire } from './connection.mts';
import { STEPS, updateOf } from './updates.mts';
import type { Update } from './updates.mts';

/** Instead of opening a socket: breaks the connection, leaves it without an answer, or answers with a status. */
export type Refusal = 'break' | 'silence' | 404 | 503;

const CALM: Habits = { activityTimeout: 30, patience: 45_000, stall: false };

/** The live updates of the account: who listens to them, and what gets in between. */
export class Live {
	readonly auth: ChannelAuth;
	/** Sockets that were opened, all in all. */
	opened = 0;
	readonly habits: Habits = { ...CALM };
	/** Whether updates get lost. */
	mute = false;
	refuse?: Refusal;
	/** How long before the API says so it says that a job is done, in milliseconds. */
	early = 0;
	/** How often each update is sent. */
	copies = 1;
	/** Makes a signed URL; set by the emulator, which knows where the storage is. */
	signUrl: (job: Job) => string | undefined = () => undefined;
	private readonly connections = new Set<Connection>();
	private readonly ignored = new Set<Duplex>();

	/** @param clientId of the account */
	constructor(clientId: string) {
		this.auth = new ChannelAuth(clientId);
	}

	/** Sockets that are open now, or would like to be. */
	get open(): number {
		return this.connections.size + this.ignored.size;
	}

	/** Those of them that hear the account's updates. */
	get listening(): number {
		return this.listeners().length;
	}

	/** Takes a socket that was just opened. */
	take(wire: Wire, appKey: string, protocol: string | undefined): void {
		this.opened++;
		const connection = new Connection(wire, this.auth, this.habits);
		this.connections.add(connection);
		wire.on('close', () => void this.connections.delete(connection));
		connection.greet(appKey, protocol);
	}

	/** Leaves one who wants a socket without an answer. */
	ignore(socket: Duplex): void {
		this.ignored.add(socket);
		socket.on('close', () => void this.ignored.delete(socket));
	}

	/** Has a job get on, once it is being worked on, and tells of that. */
	follow(job: Job, after: (share: number, work: () => void) => void): void {
		for (const { share, progress } of STEPS) {
			after(share, () => {
				if (job.status !== 'processing') return;
				job.progress = progress;
				this.tell(job);
			});
		}
	}

	/** Tells where a job stands; of one that waits or failed it says nothing. */
	tell(job: Job): void {
		const update = this.mute || this.open === 0 ? undefined : updateOf(job, this.signUrl(job));
		if (update) this.announce(update);
	}

	/** Sends an update, of whichever job. */
	announce(update: Update): void {
		const frame = { event: 'request.status.updated', channel: this.auth.channel, data: JSON.stringify(update) };
		for (let copy = 0; copy < this.copies; copy++) this.send(JSON.stringify(frame));
	}

	/** Sends those who listen whatever it is, as a frame of its own. */
	send(text: string): void {
		for (const connection of this.listeners()) connection.send(text);
	}

	/** Asks all for a sign of life. */
	ping(): void {
		for (const connection of this.connections) connection.ping();
	}

	/** Breaks sockets off without a word: all of them, or any one. */
	cut(which: 'all' | 'one' = 'all'): void {
		if (which === 'all') for (const socket of this.ignored) socket.destroy();
		const all = [...this.connections];
		const chosen = which === 'all' ? all : all.slice(Math.floor(Math.random() * all.length)).slice(0, 1);
		for (const connection of chosen) connection.cut();
	}

	/** Back to what is usual; sockets stay open. */
	calm(): void {
		Object.assign(this.habits, CALM);
		Object.assign(this, { mute: false, refuse: undefined, early: 0, copies: 1 });
	}

	private listeners(): Connection[] {
		return [...this.connections].filter((connection) => connection.hasJoined(this.auth.channel));
	}
}
