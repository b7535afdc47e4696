import { asText, isRecord, parseJson } from '../util/json';

/** A message of the Pusher protocol: docs/api.md#live-updates. */
export interface Frame {
	event: string;
	data: Record<string, unknown>;
}

/** @returns undefined for what is none */
export function readFrame(message: unknown): Frame | undefined {
	const frame = typeof message === 'string' ? parseJson(message) : undefined;
	if (!isRecord(frame) || typeof frame.event !== 'string') return undefined;
	// Servers write it as JSON within JSON, and some as it is.
	const data = isRecord(frame.data) ? frame.data : parseJson(asText(frame.data));
	return { event: frame.event, data: isRecord(data) ? data : {} };
}

export function writeFrame(event: string, data: Record<string, unknown>): string {
	return JSON.stringify({ event, data });
}
