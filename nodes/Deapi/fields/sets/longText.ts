import type { INodeProperties } from 'n8n-workflow';

import { limitOf } from '../../../shared/api/model';
import type { Model } from '../../../shared/api/model';
import { InputError } from '../../../shared/n8n/inputError';
import { JOINABLE } from '../../../shared/sound/join';
import { splitText } from '../../../shared/util/splitText';
import type { Field } from '../field';
import { localOption } from '../kinds/localOnly';
import { text } from '../kinds/text';
import { isBlank, toNumber, toText } from '../values';
import { assertFewPieces, isOn, maximumPieces, splitting } from './pieces';

const TEXT = {
	name: 'text',
	label: 'Text',
	api: 'text',
	required: true,
	rows: 4,
	description: 'The text to speak. If it is too long for the model, it is spoken in pieces, which are joined.',
	placeholder: 'e.g. Good evening, and welcome to the show',
};

const PAUSE = 'Pause Between Pieces (Ms)';
/** In milliseconds: a minute. */
const LONGEST_PAUSE = 60_000;

/** The text to speak. */
export function speechText(): Field {
	const bounded = text({ ...TEXT, limit: 'text' });
	const unbounded = text(TEXT);
	return {
		...bounded,
		write: async (value, scope) => {
			const isLong = toText(TEXT.label, value).length > longestOf([scope.model]);
			return await (isLong && isOn(scope.item, splitLongText) ? unbounded : bounded).write(value, scope);
		},
	};
}

/** What becomes of a text that one job cannot speak. */
export function longTextOptions(): Field[] {
	return [maximumPieces(), pauseBetweenPieces(), { ...splitLongText, foreseen: { by: [TEXT.name], tell } }];
}

function tell(parameter: (name: string) => unknown, model: Model): string | undefined {
	const written = parameter(TEXT.name);
	if (typeof written !== 'string' || written.startsWith('=') || parameter(`options.${splitLongText.name}`) === false) return undefined;
	const count = splitText(written.trim(), limitsOf([model]))?.length ?? 1;
	return count > 1 ? `Your text: spoken in ${count} pieces, which are joined` : undefined;
}

function pauseBetweenPieces(): Field {
	const property: INodeProperties = {
		displayName: PAUSE,
		name: 'pauseBetweenPieces',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 300,
		description: 'How much silence to put between the pieces of a long text, in milliseconds. If left out, none.',
	};
	return localOption(property, toPause);
}

function toPause(value: unknown): number {
	return isBlank(value) ? 0 : toNumber(PAUSE, value, { whole: true, min: 0, max: LONGEST_PAUSE });
}

const splitLongText = splitting({
	name: 'splitLongText',
	label: 'Split Long Text',
	description:
		'Whether to speak a text that is too long for the model in pieces, and join them into one file. It is cut between paragraphs or sentences if it has any.',
	divide: ({ item, model, body }, models) => {
		const whole = String(body.text);
		if (whole.length <= longestOf([model]) || !isOn(item, splitLongText)) return undefined;
		// A piece must fit whichever model may come to speak it.
		const limits = limitsOf(models);
		const what = `"${TEXT.label}" has ${whole.length} characters`;
		assertFewPieces(item, what, Math.ceil(whole.length / limits.longest));
		assertJoinable(body.format);
		const pause = toPause(item.raw('options.pauseBetweenPieces'));
		const pieces = splitText(whole, { ...limits, language: String(body.lang) });
		if (!pieces) throw uncuttable(limits.longest);
		assertFewPieces(item, what, pieces.length);
		return pieces.map((piece) => ({ changes: { text: piece.trim() }, extent: { characters: piece.trim().length, pause } }));
	},
});

/** What fits all of them. */
function limitsOf(models: Model[]): { longest: number; shortest: number } {
	return { longest: longestOf(models), shortest: Math.max(0, ...models.map((model) => limitOf(model, 'min', ['text']) ?? 0)) };
}

function longestOf(models: Model[]): number {
	return Math.min(...models.map((model) => limitOf(model, 'max', ['text']) ?? Infinity));
}

function assertJoinable(format: unknown): void {
	if (JOINABLE.includes(String(format).toUpperCase())) return;
	throw new InputError(
		'Format',
		`"Format" is ${String(format)}, of which no pieces can be joined, and the text is too long for one job`,
		'Nothing was submitted. Choose another format, or use a shorter text.',
	);
}

function uncuttable(longest: number): InputError {
	return new InputError(
		TEXT.label,
		`"${TEXT.label}" cannot be cut into pieces of at most ${longest} characters`,
		'Nothing was submitted. A single character in it is longer than that: look at what the expression gives.',
	);
}
