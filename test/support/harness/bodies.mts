import { isDeepStrictEqual } from 'node:util';
import type nock from 'nock';

type Fields = Record<string, any>;

/** What a body has to be: all its fields, or a test of them. */
export type BodyMatcher = Fields | ((fields: Fields) => boolean);

/** The same for nock, whether the body comes as JSON or as a form. */
export function matching(wanted: BodyMatcher | undefined): nock.RequestBodyMatcher | undefined {
	if (wanted === undefined) return undefined;
	return (body: unknown) => {
		const fields = fieldsIn(body);
		return typeof wanted === 'function' ? wanted(fields) : isDeepStrictEqual(fields, wanted);
	};
}

/** The fields of a body: of a form they are texts, and files are left out. */
export function fieldsIn(body: unknown): Fields {
	if (typeof body !== 'string') return body as Fields;
	const fields = body.matchAll(/name="([^"]+)"\r\n\r\n([\s\S]*?)\r\n--/g);
	return Object.fromEntries(Array.from(fields, ([, name, value]) => [name, value]));
}
