import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The vendor's, which is public (docs/api.md#live-updates). */
export const APP_KEY = 'depin-api-prod-key';

const SOCKET_ID = /^\d+\.\d+$/;

/** What `POST /broadcasting/auth` answers. */
export interface AuthAnswer {
	status: number;
	body: object;
}

/** Lets a socket into a private channel: what it holds of the server is worth nothing to another socket or for another channel. */
export class ChannelAuth {
	readonly channel: string;
	private readonly secret = randomBytes(32);

	/** @param clientId of the account, whose channel is its own alone */
	constructor(clientId: string) {
		this.channel = `private-client.${clientId}`;
	}

	/** As the vendor's framework does it: another channel is refused without a word, an odd socket breaks the server. */
	answer({ socket_id: socketId, channel_name: channel }: Record<string, unknown>): AuthAnswer {
		if (channel !== this.channel) return { status: 403, body: { message: '' } };
		if (!SOCKET_ID.test(String(socketId))) return { status: 500, body: { message: 'Server Error' } };
		return { status: 200, body: { auth: this.sign(String(socketId), this.channel) } };
	}

	admits(socketId: string, channel: string, auth: unknown): boolean {
		const [expected, given] = [this.sign(socketId, channel), String(auth)].map((text) => Buffer.from(text));
		return expected.length === given.length && timingSafeEqual(expected, given);
	}

	private sign(socketId: string, channel: string): string {
		return `${APP_KEY}:${createHmac('sha256', this.secret).update(`${socketId}:${channel}`).digest('hex')}`;
	}
}
