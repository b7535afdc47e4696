import type { FastifyReply } from 'fastify';

import type { Emulator } from '../emulator.mts';
import type { Submission, UploadedFile } from '../order.mts';
import type { RecordedRequest } from '../requests.mts';
import { wrong } from './errors.mts';

/** A request to the gateway, once its body has been read. */
export interface Call {
	emulator: Emulator;
	submission: Submission;
	recorded: RecordedRequest;
	reply: FastifyReply;
}

/** What an endpoint answers. */
export type Answer = (call: Call) => unknown;

/** What was sent of a field; empty texts count as nothing. */
export function textOf({ submission: { fields } }: Call, name: string): string | undefined {
	const value = fields[name];
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value !== 'string') throw wrong(name, `Invalid type for '${name}': expected a string.`);
	return value;
}

/** One of some values, the first of which is taken where none is sent. */
export function choiceOf<T extends string>(call: Call, name: string, values: readonly T[]): T {
	const value = textOf(call, name) ?? values[0];
	if (!values.includes(value as T)) throw wrong(name, `Invalid value for '${name}': supported are ${values.join(', ')}.`);
	return value as T;
}

/** Multipart bodies have texts only. */
export function numberOf({ submission: { fields } }: Call, name: string): number | undefined {
	const value = fields[name];
	if (value === undefined || value === null || value === '') return undefined;
	if (!Number.isFinite(Number(value))) throw wrong(name, `Invalid type for '${name}': expected a number.`);
	return Number(value);
}

export function filesOf({ submission: { files } }: Call, name: string): UploadedFile[] {
	return files.filter(({ field }) => field.replace(/\[\d*\]$/, '') === name);
}
