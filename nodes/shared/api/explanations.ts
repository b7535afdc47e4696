import type { FieldMessage } from './errors';

export interface Explanation {
	what: string;
	/** Stands in for the API's own words where it says nothing; absent where they add nothing. */
	unsaid?: string;
	remedy: string;
}

/** What a status means, and what to do about it: docs/api.md#errors. */
export const EXPLANATIONS: Record<number, Explanation> = {
	401: {
		what: 'deAPI did not accept the API key',
		remedy: 'Check "API Key" in the deAPI credential. Keys are made in the deAPI dashboard under API Keys.',
	},
	403: {
		what: 'deAPI refused this account',
		unsaid: 'forbidden',
		remedy: 'The account is suspended or may not use this operation. See the deAPI dashboard.',
	},
	404: {
		what: 'deAPI does not know what was asked for',
		unsaid: 'not found',
		remedy:
			'Check the request ID, and "Base URL" and "API Version" of the credential. A request ID belongs to the account that submitted it.',
	},
	410: {
		what: "This call does not exist any more in this version of deAPI's API",
		unsaid: 'gone',
		remedy: 'Set "API Version" of the credential to v2, or use another operation.',
	},
	413: {
		what: 'The file is too large for deAPI',
		unsaid: 'payload too large',
		remedy: 'Send a smaller file: shorter, of a lower resolution, or compressed.',
	},
};

const ON_ANOTHER_PLAN = /\byour plan\b|\bupgrade (?:to|your)\b/i;
const BEYOND_THE_MODEL = /\b(?:does not|doesn['\u2019]t|cannot) support\b|\bnot supported\b/i;
const MODEL_FIELDS = new Set(['model', 'model_slug']);

/** What to do about a refusal of what was asked for, beside what it says of each field; undefined where that is all. */
export function wayOut(fields: FieldMessage[], said: string): string | undefined {
	const texts = [said, ...fields.flatMap(({ messages }) => messages)];
	if (texts.some((text) => ON_ANOTHER_PLAN.test(text)))
		return 'Choose another model, or upgrade the plan of the account in the deAPI dashboard.';
	if (fields.some(({ field }) => MODEL_FIELDS.has(field))) return 'Choose another one under "Model".';
	if (texts.some((text) => BEYOND_THE_MODEL.test(text))) return 'Choose a model that can do this under "Model", or leave it out.';
	return fields.length === 0 ? 'Check the parameters of this node against the model that is used.' : undefined;
}
