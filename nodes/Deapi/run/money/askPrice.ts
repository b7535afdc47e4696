import { unwrap } from '../../../shared/api/client';
import type { Api } from '../../../shared/api/client';
import type { PaidEndpoint } from '../../../shared/api/endpoints';
import { ApiError } from '../../../shared/api/errors';
import { filesOf, isFilePart, toQuery } from '../../../shared/api/requestBody';
import type { RequestBody } from '../../../shared/api/requestBody';
import { factsOf } from '../../../shared/media/facts';
import { InputError } from '../../../shared/n8n/inputError';
import { finiteNumber } from '../../../shared/util/json';
import type { PaidCallOperation, PaidOperation } from '../../operations/operation';

interface Priced {
	endpoint: PaidEndpoint;
	body: RequestBody;
	method?: PaidCallOperation['method'];
	pricedBy?: PaidOperation['pricedBy'];
	/** Whether the price is held against a maximum. Then it never rests on what a file claims. */
	isLimited?: boolean;
}

/**
 * What a request would cost in USD: docs/api.md#prices. Costs nothing.
 *
 * @throws {InputError} where the price has a maximum and deAPI gives none for the file itself
 */
export async function askPrice(
	api: Api,
	{ endpoint: { price: endpoint }, body, method, pricedBy = [], isLimited }: Priced,
): Promise<number> {
	const ask = async (fields: RequestBody) => {
		const request = method === 'GET' ? { endpoint, query: toQuery(fields) } : { endpoint, body: fields, isRead: true };
		const answer = finiteNumber(unwrap(await api.request(request)).price);
		if (answer !== undefined && answer >= 0) return answer;
		throw new ApiError('deAPI gave no price', { description: 'Nothing was submitted. Try again later.' });
	};
	const missing = pricedBy.filter((name) => body[name] === undefined);
	const fields = await withoutFiles(body, missing, isLimited);
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [first] = await Promise.allSettled([ask(fields ?? body)]);
	if (first.status === 'fulfilled') return fields || !isLimited ? first.value : ofFileItself(first.value);
	if (fields && wantsFiles(first.reason, body, missing)) return await ask(body);
	throw fields || !isLimited ? first.reason : explained(first.reason, missing);
}

/**
 * The request with what is known of its files in their place; undefined where that is not enough. A film or a sound can
 * claim any length and size, and play another one. The pixels that a picture claims are those that it decodes to.
 */
async function withoutFiles(body: RequestBody, missing: string[], isLimited = false): Promise<RequestBody | undefined> {
	const files = filesOf(body);
	const plain = Object.entries(body).filter(([, value]) => !isFilePart(Array.isArray(value) ? value[0] : value));
	if (files.length === 0) return body;
	const [[, first]] = files;
	const { format, width, height, duration } = missing.length > 0 ? await factsOf(first) : {};
	const claimed = { width, height, ...secondsIn(duration) };
	const certain = format?.kind === 'image' ? { width, height } : secondsIn(first.seconds);
	const known: Record<string, number | undefined> = isLimited ? certain : claimed;
	if (missing.some((name) => known[name] === undefined)) return undefined;
	return { ...Object.fromEntries(missing.map((name) => [name, known[name] as number])), ...Object.fromEntries(plain) };
}

function secondsIn(duration: number | undefined): Record<string, number | undefined> {
	const seconds = duration === undefined ? undefined : Math.ceil(duration);
	return { duration: seconds, duration_seconds: seconds };
}

/** A price that deAPI gave for a file. Without a length it may say that films cost nothing: docs/api.md#prices. */
function ofFileItself(price: number): number {
	if (price > 0) return price;
	throw new InputError(
		'Maximum Price (USD)',
		'deAPI says that this file costs nothing, which it also says where it does not look at the file',
		'Nothing was submitted. Remove "Maximum Price (USD)" to submit the file whatever it costs.',
	);
}

/** Says why the file was sent to be priced, where the API wants numbers in its place, or finds that they are too large. */
function explained(error: unknown, missing: string[]): unknown {
	if (!(error instanceof ApiError) || !names(error, missing)) return error;
	const description =
		'With "Maximum Price (USD)", deAPI is asked for the price of the file itself, since a file may claim to be shorter than it is. Nothing was submitted.';
	return new ApiError(error.message, { ...error.details, description: `${description} ${error.details.description ?? ''}`.trim() });
}

/** Whether the API insists on a file that was left out, or takes what stands in for it for more than the model can do. */
function wantsFiles(error: unknown, body: RequestBody, missing: string[]): boolean {
	const files = filesOf(body).map(([name]) => name);
	return files.length > 0 && names(error, [...files, ...missing]);
}

/** Whether the API has refused one of these fields. */
function names(error: unknown, fields: string[]): boolean {
	return error instanceof ApiError && (error.details.fields ?? []).some(({ field }) => fields.includes(field.replace(/[.[].*$/, '')));
}
