import Ajv from 'ajv';
import type { ErrorObject } from 'ajv';

import { BASES } from '../../test/support/emulator/api.mts';
import type { RecordedRequest } from '../../test/support/emulator/requests.mts';
import type { Call, Schema, Specification } from './openApi.mts';
import { readText } from './texts.mts';
import { FILE, waysOf } from './ways.mts';

/**
 * How a request can differ from the document: there is no such path, it is not for the method, the body is of another
 * content type, or a field is missing, unknown, of another type, not among the values, or out of range. An operation may
 * also refuse to send any.
 */
export type Kind = 'path' | 'method' | 'encoding' | 'missing' | 'unknown' | 'type' | 'value' | 'range' | 'refused';

export interface Difference {
	kind: Kind;
	/** With dots between the names of what is inside another. Of an operation that refuses, what it says. */
	field?: string;
}

export type Request = Pick<RecordedRequest, 'method' | 'version' | 'path' | 'contentType' | 'fields'> & {
	files: Array<Pick<RecordedRequest['files'][number], 'field'>>;
};

export interface Verdict {
	/** The call as the document names it, or the request itself where it names none. */
	call: string;
	differences: Difference[];
}

const KINDS: Record<string, Kind> = {
	additionalProperties: 'unknown',
	const: 'type',
	enum: 'value',
	oneOf: 'type',
	anyOf: 'type',
	required: 'missing',
	type: 'type',
};

const ajv = new Ajv({ allErrors: true, jsonPointers: true, nullable: true, unknownFormats: 'ignore', logger: false });

/** Holds a request against the document. */
export function judge(request: Request, specification: Specification): Verdict {
	const address = `${request.version ? BASES[request.version] : ''}${request.path}`;
	const path = specification.pathOf(address);
	if (path === undefined) return { call: `${request.method} ${address}`, differences: [{ kind: 'path' }] };
	const call = specification.callOf(request.method, path);
	if (!call) return { call: `${request.method} ${path}`, differences: [{ kind: 'method' }] };
	return { call: call.name, differences: differencesIn(request, call, specification) };
}

function differencesIn(request: Request, { bodies, query }: Call, specification: Specification): Difference[] {
	const type = request.contentType?.split(';')[0];
	const wanted = Object.keys(bodies);
	const isAsWanted = type === undefined ? wanted.length === 0 : wanted.includes(type);
	const schema = (type !== undefined && bodies[type]) || bodies[wanted[0]] || query;
	const isInTexts = type !== 'application/json';
	const found = waysOf(schema, specification).map((way) => differencesFrom(way, request, isInTexts));
	const [closest] = found.toSorted((one, other) => one.length - other.length);
	return [...(isAsWanted ? [] : [{ kind: 'encoding' as const }]), ...closest];
}

function differencesFrom(way: Schema, { fields, files }: Request, isInTexts: boolean): Difference[] {
	const sent = { ...(isInTexts ? (readText(fields, way) as object) : fields), ...inPlaces(files) };
	if (ajv.validate(way, sent)) return [];
	const all = ajv.errors!.map(differenceOf);
	return all.filter(({ kind, field }, index) => all.findIndex((other) => other.kind === kind && other.field === field) === index);
}

function inPlaces(files: Request['files']): Record<string, unknown> {
	const names = new Set(files.map(({ field }) => field));
	const several = (name: string) => files.filter(({ field }) => field === name).map(() => FILE);
	return Object.fromEntries([...names].map((name) => [name, name.endsWith('[]') || several(name).length > 1 ? several(name) : FILE]));
}

function differenceOf({ keyword, dataPath, params }: ErrorObject): Difference {
	const { missingProperty, additionalProperty } = params as { missingProperty?: string; additionalProperty?: string };
	const names = [...dataPath.split('/').slice(1), missingProperty ?? additionalProperty];
	const field = names.filter((name) => name !== undefined && !/^\d+$/.test(name)).join('.');
	return { kind: KINDS[keyword] ?? 'range', field };
}
