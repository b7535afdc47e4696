import type { IExecuteFunctions } from 'n8n-workflow';

import { Api } from '../../../shared/api/client';
import { LiveUpdates } from '../../../shared/live/liveUpdates';
import type { Timing } from '../../../shared/util/timing';
import type { JobOperation, Operation } from '../../operations/operation';
import { runOptions } from './options';
import type { RunOptions } from './options';
import type { Run } from './run';
import { openRun } from './store';

/** What every step of a run needs to know. */
export interface RunContext<Kind extends Operation = JobOperation> {
	/** n8n's context of the node that runs. */
	n8n: IExecuteFunctions;
	api: Api<IExecuteFunctions>;
	/** What deAPI tells of jobs by itself, while the run polls. */
	live: LiveUpdates;
	timing: Timing;
	operation: Kind;
	options: RunOptions;
	run: Run;
}

export function openContext<Kind extends Operation>(n8n: IExecuteFunctions, operation: Kind, timing: Timing): RunContext<Kind> {
	const api = new Api(n8n, timing);
	return { n8n, api, live: new LiveUpdates(api), timing, operation, options: runOptions(n8n, operation), run: openRun(n8n) };
}
