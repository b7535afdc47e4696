import type { Place, Row } from './coverage.mts';
import type { Reason } from './reasons.mts';
import { nodesName } from './uses.mts';
import type { Use } from './uses.mts';

interface Material {
	places: Place[];
	rows: Row[];
	uses: Use[];
	reasons: Reason[];
}

/** Where the API's table, the node and the reasons do not agree. */
export function errorsIn({ places, rows, uses, reasons }: Material): string[] {
	return [...rows.flatMap(missing), ...reasons.flatMap((reason) => idle(reason, rows)), ...uses.flatMap((use) => unknown(use, places))];
}

function missing({ endpoint, field, gaps }: Row): string[] {
	const verb = field === undefined ? 'use it' : 'fill it';
	return gaps
		.filter(({ reason }) => !reason)
		.map(({ operation }) => `${addressOf(endpoint, field)}: ${operation ?? 'any operation'} should ${verb}, or a reason say why not`);
}

/** A reason is at work where it explains exactly what it names. */
function idle(reason: Reason, rows: Row[]): string[] {
	const { of, fields = [undefined], operations = [undefined] } = reason;
	const named = of.flatMap((endpoint) => fields.flatMap((field) => operations.map((operation) => ({ endpoint, field, operation }))));
	const explains = ({ endpoint, field, operation }: (typeof named)[number]) =>
		rows.some(
			(row) => row.job === endpoint && row.field === field && row.gaps.some((gap) => gap.reason === reason && gap.operation === operation),
		);
	return named
		.filter((address) => !explains(address))
		.map(
			({ endpoint, field, operation = 'the node' }) => `${addressOf(endpoint, field)}: the reason why ${operation} leaves it out is idle`,
		);
}

function unknown({ operation, endpoint, fields }: Use, places: Place[]): string[] {
	const place = places.find((entry) => entry.endpoint === endpoint);
	if (!place) return [`${endpoint}: ${operation} uses it, and the API has no such endpoint`];
	const known = Object.keys(place.takes).map(nodesName);
	return fields
		.filter((field) => !known.includes(field))
		.map((field) => `${addressOf(endpoint, field)}: ${operation} fills it, and the API has no such field`);
}

function addressOf(endpoint: string, field?: string): string {
	return field === undefined ? endpoint : `${endpoint}, ${field}`;
}
