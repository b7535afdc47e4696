import type { IExecuteFunctions } from 'n8n-workflow';

import type { Timing } from '../../shared/timing';
import type { Submission } from '../operations/types';
import type { RunOptions } from './options';
import type { Run } from './run';

/** What every step of a submission needs to know. */
export interface Submitting {
	context: IExecuteFunctions;
	operation: Submission;
	run: Run;
	options: RunOptions;
	timing: Timing;
}
