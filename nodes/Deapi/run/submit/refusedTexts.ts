import { ApiError } from '../../../shared/api/errors';
import type { FieldMessage } from '../../../shared/api/errors';
import type { Batching } from '../../operations/operation';
import { join, partsOf } from '../build/batch';
import type { JobRequest } from '../build/batch';
import { mayBeAccepted } from '../money/paidRequest';
import type { RunContext } from '../state/context';
import { failItems } from '../state/failures';

/**
 * Fails the items of a batch for whose texts it was refused, each in its own words; what is left of the batch may be
 * submitted. Undefined where the refusal names no text: then it may be about all of them.
 */
export function withoutRefusedTexts(ctx: RunContext, request: JobRequest, error: unknown): JobRequest[] | undefined {
	const { batching } = ctx.operation;
	if (!batching || mayBeAccepted(error) || !(error instanceof ApiError)) return undefined;
	const refused = refusalsByItem(request, batching, error);
	if (refused.size === 0) return undefined;
	failItems(
		ctx,
		[...refused].map(([itemIndex, fields]) => ({ itemIndex, error: new ApiError(error.message, { ...error.details, fields }) })),
	);
	const rest = request.items.filter(({ itemIndex }) => !refused.has(itemIndex));
	return rest.length > 0 ? [join(rest, batching)] : [];
}

/**
 * A batch in halves, where it was refused for its texts without naming one: so the others still get their vectors, at no
 * other price. Only under Continue On Fail, since elsewhere nothing is to be submitted beside a text that is refused.
 */
export function inHalves({ n8n, operation }: RunContext, { items }: JobRequest, error: unknown): JobRequest[] | undefined {
	const { batching } = operation;
	if (!batching || items.length < 2 || !n8n.continueOnFail()) return undefined;
	if (mayBeAccepted(error) || !(error instanceof ApiError)) return undefined;
	if (!error.details.fields?.some(({ field }) => field === batching.field)) return undefined;
	const middle = Math.ceil(items.length / 2);
	return [items.slice(0, middle), items.slice(middle)].map((half) => join(half, batching));
}

/** What was said of the texts of each item: of `input.7`, or `input[7]`, the texts being numbered throughout the batch. */
function refusalsByItem(request: JobRequest, batching: Batching, { details: { fields = [] } }: ApiError): Map<number, FieldMessage[]> {
	const { field: api } = batching;
	const texts = partsOf(request, batching).flatMap(({ itemIndex, count = 0 }) =>
		Array.from({ length: count }, (_, index) => ({ itemIndex, which: count > 1 ? ` (text ${index + 1} of ${count})` : '' })),
	);
	const refused = new Map<number, FieldMessage[]>();
	for (const { field, messages } of fields) {
		const number = field.startsWith(api) ? /^[.[](\d+)\]?$/.exec(field.slice(api.length))?.[1] : undefined;
		const text = number === undefined ? undefined : texts[Number(number)];
		if (!text) continue;
		const inOwnWords = messages.map((message) => message.replaceAll(field, 'text') + text.which);
		refused.set(text.itemIndex, [...(refused.get(text.itemIndex) ?? []), { field: api, messages: inOwnWords }]);
	}
	return refused;
}
