import type { IExecuteFunctions } from 'n8n-workflow';

import type { Timing } from '../../../shared/util/timing';
import type { Purchase, Submission } from '../../operations/operation';
import type { RunOptions } from './options';
import type { Run } from './run';

/** What every step on the way to a paid request needs to know. */
export interface Submitting<Paid extends Purchase | Submission = Submission> {
	context: IExecuteFunctions;
	operation: Paid;
	run: Run;
	options: RunOptions;
	timing: Timing;
}
