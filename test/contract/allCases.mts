import type { Operation } from '../../nodes/Deapi/operations/operation.ts';
import { byName } from '../support/harness/operations.mts';
import { cases, variants } from './cases.mts';
import type { Case } from './cases.mts';

/** Every case and variant under its own name, with the operation that it is of. */
export const allCases: Array<[string, Operation, Case]> = [
	...Object.entries(cases).map(([name, entry]): [string, Operation, Case] => [name, byName.get(name)!, entry]),
	...Object.entries(variants).map(([name, entry]): [string, Operation, Case] => [name, byName.get(entry.operation)!, entry]),
];
