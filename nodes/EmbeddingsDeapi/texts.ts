import { isBlank, shown } from '../Deapi/fields/values';
import { InputError } from '../shared/n8n/inputError';

const LABEL = 'Text';

/** @throws {InputError} where the vector store asks for the vector of nothing */
export function checkQuery(text: unknown): string {
	if (typeof text === 'string' && !isBlank(text)) return text;
	throw new InputError(
		LABEL,
		`The text to search for is ${kindOf(text)}`,
		'Nothing was sent. Check what the vector store is asked: its prompt may be an expression that gives nothing, or an agent may have called it without one.',
	);
}

/** @throws {InputError} naming the document that has no text */
export function checkDocuments(texts: unknown): string[] {
	if (!Array.isArray(texts)) {
		throw new InputError(LABEL, `The vector store has handed over ${shown(texts)}, not a list of texts`, 'Nothing was sent.');
	}
	const index = texts.findIndex((text) => typeof text !== 'string' || isBlank(text));
	if (index < 0) return texts as string[];
	throw new InputError(
		LABEL,
		`Text ${index + 1} of ${texts.length} is ${kindOf(texts[index])}`,
		'Nothing was sent. Check what comes into the vector store: leave out items without text, e.g. with a Filter node.',
	);
}

function kindOf(text: unknown): string {
	return isBlank(text) ? 'empty' : `${shown(text)}, not a text`;
}
