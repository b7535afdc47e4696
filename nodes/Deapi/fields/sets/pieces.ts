import type { INodeProperties } from 'n8n-workflow';

import { InputError } from '../../../shared/n8n/inputError';
import type { Field, ItemParameters } from '../field';
import { localOption } from '../kinds/localOnly';
import { isBlank, toBoolean, toNumber } from '../values';

const MAXIMUM = 'Maximum Pieces';
const DEFAULT_MAXIMUM = 50;

interface Splitting {
	name: string;
	label: string;
	description: string;
	divide: NonNullable<Field['divide']>;
}

/** Whether an item may be done in pieces; on, unless it is turned off. */
export function splitting({ name, label, description, divide }: Splitting): Field {
	const property: INodeProperties = { displayName: label, name, type: 'boolean', default: true, description };
	return { ...localOption(property, (value) => toBoolean(label, value)), divide };
}

/** Whether that option is on. */
export function isOn({ raw }: ItemParameters, { name, label }: Pick<Field, 'label' | 'name'>): boolean {
	const value = raw(`options.${name}`);
	return isBlank(value) || toBoolean(label, value);
}

/** Keeps a mistake from becoming hundreds of jobs. */
export function maximumPieces(): Field {
	const property: INodeProperties = {
		displayName: MAXIMUM,
		name: 'maximumPieces',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_MAXIMUM,
		description:
			'How many pieces an item may be split into. Each is a job. An item that needs more is refused before anything is submitted.',
	};
	return localOption(property, toMaximum);
}

function toMaximum(value: unknown): number {
	return toNumber(MAXIMUM, value, { whole: true, min: 1 });
}

/**
 * @param what is to be done in pieces, e.g. `"Text" has 30000 characters`
 * @throws {InputError} where an item would take more jobs than it may
 */
export function assertFewPieces({ raw }: ItemParameters, what: string, count: number): void {
	const value = raw('options.maximumPieces');
	const most = isBlank(value) ? DEFAULT_MAXIMUM : toMaximum(value);
	if (count <= most) return;
	throw new InputError(
		MAXIMUM,
		`${what}, which takes ${count} jobs, more than the ${most} of "${MAXIMUM}"`,
		`Nothing was submitted. If you mean it, raise "${MAXIMUM}" under Options to ${count}: each job is billed, and "Estimate Price Only" tells what all of them cost.`,
	);
}
