/**
 * What an expression gives, as what a parameter needs: taken as it is meant, or refused with the name of the
 * parameter. An expression may give anything, whatever the editor shows.
 */
import { InputError } from '../../shared/n8n/inputError';
import { listed } from '../../shared/util/json';
import { describeRange } from './limits';

const MOST_SHOWN = 80;

/** Whether it is nothing: what the user left out, and what an expression without a value gives. */
export function isBlank(value: unknown): boolean {
	if (typeof value === 'string') return value.trim() === '';
	return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

/** A text without the blanks around it; empty where there is none. */
export function toText(label: string, value: unknown): string {
	if (isBlank(value)) return '';
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'boolean' || Number.isFinite(value)) return String(value);
	throw new InputError(
		label,
		`"${label}" is ${shown(value)}, not a text`,
		'Use an expression that gives a text, e.g. a field of the object.',
	);
}

/** Texts: a list of them, such a list as JSON, or a text with commas. */
export function toTexts(label: string, value: unknown): string[] {
	return listed(value)
		.map((entry) => toText(label, entry))
		.filter((text) => text !== '');
}

interface Bounds {
	whole?: boolean;
	min?: number;
	max?: number;
	/** e.g. "seconds". */
	unit?: string;
}

export function toNumber(label: string, given: unknown, { whole, min, max, unit }: Bounds = {}): number {
	const value = typeof given === 'string' && !isBlank(given) ? Number(given) : given;
	if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
		throw new InputError(
			label,
			`"${label}" is ${shown(given)}, not a ${whole ? 'whole number' : 'number'}`,
			whole ? 'Enter digits, without a decimal point.' : 'Enter digits, e.g. 1.5.',
		);
	}
	if (whole && !Number.isSafeInteger(value)) {
		throw new InputError(label, `"${label}" is ${shown(given)}, which is too large to be exact`, 'Use at most 15 digits.');
	}
	if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
		const range = `${describeRange(min, max)}${unit ? ` ${unit}` : ''}`;
		throw new InputError(label, `"${label}" is ${shown(given)}, which is out of range`, `Use ${range}.`);
	}
	return value;
}

export function toBoolean(label: string, given: unknown): boolean {
	const said = typeof given === 'string' ? given.trim().toLowerCase() : given;
	if (said === true || said === 'true') return true;
	if (said === false || said === 'false') return false;
	const what = isBlank(given) ? 'empty' : `${shown(given)}, neither true nor false`;
	throw new InputError(label, `"${label}" is ${what}`, 'Turn it on or off, or use an expression that gives true or false for every item.');
}

/** The one of the known values that is given; a number may be given as a text. */
export function toChoice<Value extends string | number>(label: string, given: unknown, known: readonly Value[]): Value {
	const isPlain = typeof given === 'string' || typeof given === 'number';
	const value = isPlain ? known.find((entry) => String(entry) === String(given)) : undefined;
	if (value !== undefined) return value;
	throw new InputError(label, `"${label}" is ${shown(given)}, which is not an option`, `Use one of: ${known.join(', ')}.`);
}

/** A value in a message, whatever it is, and not all of it where it is long. */
export function shown(value: unknown): string {
	const text = typeof value === 'number' ? String(value) : asJson(value);
	return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

function asJson(value: unknown): string {
	try {
		return (JSON.stringify(value) as string | undefined) ?? typeof value;
	} catch {
		return typeof value === 'object' ? 'an object' : String(value);
	}
}
