import type { Operation } from '../../nodes/Deapi/operations/operation.ts';
import type { Endpoint, Field, Fields, Version } from '../../test/support/emulator/api.mts';
import { errorsIn } from './errors.mts';
import type { Reason } from './reasons.mts';
import { nodesName, usesOf } from './uses.mts';
import type { Use } from './uses.mts';

/** An endpoint of the API, or the one that tells its price. */
export interface Place {
	endpoint: string;
	/** The endpoint whose price it tells, or itself. */
	job: string;
	/** All that it takes. */
	takes: Fields;
	/** What is told here: of prices, only what a job does not take. */
	own: Fields;
	/** The files that a price can do without, with nothing in their place. */
	spares: string[];
}

/** An endpoint or one of its fields, and what becomes of it in the node. */
export interface Row extends Pick<Place, 'endpoint' | 'job'> {
	/** None: the endpoint as a whole. */
	field?: string;
	/** When the API asks for it. */
	needed: string;
	operations: string[];
	gaps: Gap[];
}

interface Gap {
	/** Which leaves the field out, though others fill it; none: all leave it out. */
	operation?: string;
	reason?: Reason;
}

export interface Coverage {
	rows: Row[];
	/** In sentences. */
	errors: string[];
}

/** Says of everything in the table of a version which operations use it, or why none does. */
export function cover(version: Version, api: Record<string, Endpoint>, operations: Operation[], reasons: Reason[]): Coverage {
	const uses = operations.flatMap((operation) => usesOf(operation, version));
	const places = Object.entries(api).flatMap(([name, endpoint]) => placesOf(name, endpoint));
	const rows = places.flatMap((place) => rowsOf(place, uses, reasons));
	return { rows, errors: errorsIn({ places, rows, uses, reasons }) };
}

function placesOf(job: string, { fields, price }: Endpoint): Place[] {
	const itself = { endpoint: job, job, takes: fields, own: fields, spares: [] };
	if (!price) return [itself];
	const own = Object.fromEntries(Object.entries(price.fields).filter(([name]) => !(name in fields)));
	const spares = Object.keys(price.alternatives).filter((name) => price.alternatives[name].length === 0);
	return [itself, { endpoint: `${price.method} ${price.path}`, job, takes: price.fields, own, spares }];
}

function rowsOf({ endpoint, job, own, spares }: Place, uses: Use[], reasons: Reason[]): Row[] {
	const here = uses.filter((use) => use.endpoint === endpoint);
	const row = (needed: string, field?: string): Row => {
		const fills = ({ fields }: Use) => field === undefined || fields.includes(nodesName(field));
		const operations = here.filter(fills).map(({ operation }) => operation);
		const without = operations.length === 0 ? [undefined] : here.filter((use) => !fills(use)).map(({ operation }) => operation);
		const gaps = without.map((operation) => ({ operation, reason: reasons.find((reason) => excuses(reason, job, field, operation)) }));
		return { endpoint, job, field, needed, operations, gaps };
	};
	const whole = row(spares.length > 0 ? `no ${spares.join(', ')} needed` : '');
	return [whole, ...Object.entries(own).map(([name, field]) => row(whenNeeded(field), name))];
}

/** A reason for a whole endpoint is one for each of its fields. */
function excuses({ of, fields, operations }: Reason, job: string, field?: string, operation?: string): boolean {
	const isByWhom = operation === undefined ? !operations : operations?.includes(operation) === true;
	return of.includes(job) && isByWhom && (!fields || (field !== undefined && fields.includes(field)));
}

function whenNeeded({ required, requiredWhen, requiredWith, requiredWithout }: Field): string {
	if (required === 'limited') return 'by some models';
	if (required === 'present') return 'yes, or null';
	if (required) return 'yes';
	if (requiredWhen) return `with ${requiredWhen.field} ${[requiredWhen.is].flat().join(', ')}`;
	if (requiredWith) return `with ${requiredWith.join(', ')}`;
	return requiredWithout ? `without ${requiredWithout.join(', ')}` : 'no';
}
