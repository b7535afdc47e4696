import { limitOf } from '../../../shared/api/model';
import type { Model } from '../../../shared/api/model';
import { InputError } from '../../../shared/n8n/inputError';
import type { Field } from '../field';
import { toText } from '../values';

/** More texts than this in one job the API refuses: docs/api.md#embeddings. */
export const MOST_TEXTS = 2048;

const LABEL = 'Text';

/** One text, or a list of texts from an expression. */
export function texts(): Field {
	return {
		name: 'text',
		label: LABEL,
		api: ['input'],
		required: true,
		properties: [
			{
				displayName: LABEL,
				name: 'text',
				type: 'string',
				default: '',
				required: true,
				typeOptions: { rows: 4 },
				placeholder: 'e.g. The quick brown fox',
				description: 'The text to turn into a vector. An expression may give a list of texts, for a vector each.',
			},
		],
		write: (value, { model }) => {
			const list = (Array.isArray(value) ? value : [value]).map((entry) => toText(LABEL, entry));
			const blank = list.indexOf('');
			if (blank >= 0 || list.length === 0) {
				const which = list.length > 1 ? `Text ${blank + 1} of the ${list.length} in "${LABEL}"` : `"${LABEL}"`;
				throw new InputError(
					LABEL,
					`${which} is empty`,
					'Enter a text, or an expression that gives one, or a list of them, for every item.',
				);
			}
			if (list.length > MOST_TEXTS) {
				throw new InputError(
					LABEL,
					`"${LABEL}" is a list of ${list.length} texts, and deAPI takes ${MOST_TEXTS} at once`,
					'Split the list into several items.',
				);
			}
			list.forEach((text, index) =>
				checkTokens(text, list.length > 1 ? `Text ${index + 1} of the ${list.length} in "${LABEL}"` : `"${LABEL}"`, model),
			);
			return { input: list };
		},
	};
}

/** Refuses a text that is certainly too long: a word has at least one token. How many more, only the model's tokenizer knows. */
function checkTokens(text: string, which: string, model: Model): void {
	const most = limitOf(model, 'max', ['input_tokens']) ?? Infinity;
	const words = text.length > most ? text.split(/\s+/).length : 0;
	if (words <= most) return;
	throw new InputError(
		LABEL,
		`${which} has ${words} words, and the model ${model.slug} takes ${most} tokens at most`,
		'A word has one token or more. Split the text into several.',
	);
}
