import type { Field, Fields } from './fields.mts';

export type Method = 'GET' | 'POST';
export type Version = 'v1' | 'v2';

/** What a price endpoint takes (docs/api.md#prices). */
export interface Price {
	method: Method;
	path: string;
	fields: Fields;
	/** Fields that stand in for a file or a text, by the field that they make optional, e.g. `image: ['width', 'height']`. */
	alternatives: Record<string, string[]>;
}

export interface Endpoint {
	/** What people call it. */
	title: string;
	/** `job`: a request ID. `prompt` and `sample`: at once, for money. `data`: at once, for nothing. */
	answer: 'job' | 'prompt' | 'sample' | 'data';
	fields: Fields;
	/** Inference types of which the model has to have one, as the live catalog spells them. */
	tasks?: readonly string[];
	price?: Price;
	/** The endpoint of version 2 that does the same; none: it is that endpoint itself. */
	does?: string;
	/** Replaced by another endpoint, but still at work. */
	legacy?: true;
}

interface Alternative {
	/** The fields that are not needed if the others are there. */
	of: string[];
	/** What to send instead; those that are required are so where none of {@link of} is sent. */
	fields: Fields;
}

/**
 * The price endpoint of a path, with its two ways to say how large a file is.
 *
 * @param fields those of the job that the price takes too
 * @param spared files of the job that the price does not ask for
 */
export function priceOf(path: string, fields: Fields, alternatives: Alternative[] = [], spared: string[] = []): Price {
	const taken = { ...fields };
	for (const { of, fields: instead } of alternatives) {
		const needed = Object.keys(instead).filter((name) => instead[name].required);
		for (const name of of) taken[name] = { ...taken[name], ...unlessSent([...of.filter((other) => other !== name), ...needed]) };
		for (const [name, field] of Object.entries(instead)) taken[name] = needed.includes(name) ? { ...field, ...unlessSent(of) } : field;
	}
	const entries = alternatives.flatMap(({ of, fields: instead }) => of.map((name) => [name, Object.keys(instead)] as const));
	const free = spared.map((name) => [name, []] as const);
	return { method: 'POST', path, fields: taken, alternatives: Object.fromEntries([...entries, ...free]) };
}

/** Where there is nothing to send instead, the field is not needed for a price at all. */
function unlessSent(others: string[]): Partial<Field> {
	const optional = { required: undefined, requiredWhen: undefined, requiredWithout: undefined };
	return others.length > 0 ? { ...optional, requiredWithout: others, excludes: others } : optional;
}

export function pick(fields: Fields, names: string): Fields {
	return Object.fromEntries(names.split(' ').map((name) => [name, fields[name]]));
}

export function without(fields: Fields, ...names: string[]): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
