import { judge } from './judge.mts';
import type { Difference, Request } from './judge.mts';
import type { Specification } from './openApi.mts';
import type { Reason } from './reasons.mts';

/** What an operation has sent. */
export interface Played {
	/** e.g. `image > generate` */
	operation: string;
	requests: Request[];
	/** What it says where it fails. */
	error?: string;
}

/** A call that an operation makes, or would make if it did not refuse. */
export interface Row {
	operation: string;
	call: string;
	differences: Array<Difference & { reason?: Reason }>;
}

export interface Report {
	rows: Row[];
	/** In sentences. */
	errors: string[];
}

/** Holds all that was sent against the document, and finds a reason for each difference. */
export function reportOn(specification: Specification, menu: string[], played: Played[], reasons: Reason[]): Report {
	const rows = menu.flatMap((operation) =>
		rowsOf(
			operation,
			played.filter((entry) => entry.operation === operation),
			specification,
		),
	);
	for (const row of rows)
		for (const difference of row.differences) difference.reason = reasons.find((reason) => explains(reason, row, difference));
	const silent = menu.filter((operation) => !rows.some((row) => row.operation === operation));
	return {
		rows,
		errors: [
			...silent.map((operation) => `${operation}: has sent nothing`),
			...rows.flatMap(unexplained),
			...reasons.flatMap((reason) => idle(reason, rows)),
		],
	};
}

function rowsOf(operation: string, played: Played[], specification: Specification): Row[] {
	const rows = new Map<string, Row>();
	const add = (call: string, differences: Difference[]) => {
		const row = rows.get(call) ?? { operation, call, differences: [] };
		const isNew = ({ kind, field }: Difference) => !row.differences.some((other) => other.kind === kind && other.field === field);
		row.differences.push(...differences.filter(isNew).map((difference) => ({ ...difference })));
		rows.set(call, row);
	};
	for (const { requests, error } of played) {
		for (const request of requests) {
			const { call, differences } = judge(request, specification);
			add(call, differences);
		}
		if (error !== undefined) add(operation, [{ kind: 'refused', field: error }]);
	}
	return [...rows.values()];
}

function explains({ of, kind, fields = [] }: Reason, { call }: Row, difference: Difference): boolean {
	const isOfField = difference.field === undefined || fields.includes(difference.field);
	return of.includes(call) && kind === difference.kind && isOfField;
}

function unexplained({ operation, call, differences }: Row): string[] {
	return differences.filter(({ reason }) => !reason).map((difference) => `${operation}, ${call}: ${inWords(difference)}`);
}

/** A reason is at work where it explains exactly what it names. */
function idle(reason: Reason, rows: Row[]): string[] {
	const { of, kind, fields = [undefined] } = reason;
	const isAtWork = (call: string, field?: string) =>
		rows.some((row) => row.call === call && row.differences.some((found) => found.reason === reason && found.field === field));
	return of.flatMap((call) =>
		fields.filter((field) => !isAtWork(call, field)).map((field) => `${call}: the reason for "${inWords({ kind, field })}" is idle`),
	);
}

const WORDS: Record<Exclude<Difference['kind'], 'refused'>, string> = {
	encoding: 'another content type',
	method: 'another method',
	missing: 'missing',
	path: 'not described',
	range: 'out of range',
	type: 'of another type',
	unknown: 'unknown',
	value: 'not among the values',
};

export function inWords({ kind, field }: Difference): string {
	if (kind === 'refused') return `refuses, saying ${field}`;
	return field === undefined ? WORDS[kind] : `${field} ${WORDS[kind]}`;
}
