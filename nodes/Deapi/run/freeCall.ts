import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { forEachConcurrently } from '../../shared/util/concurrency';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { Inquiry } from '../operations/operation';
import { failItem } from './state/failures';
import { output } from './output';
import { itemParameters } from './build/parameters';
import { openRun } from './state/run';

const CONCURRENCY = 5;

/** Asks the API for every item, and puts the answers out. */
export async function executeInquiry(
	context: IExecuteFunctions,
	operation: Inquiry,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const run = openRun(context);
	run.failures = [];
	const items: INodeExecutionData[] = [];
	await forEachConcurrently([...context.getInputData().keys()], CONCURRENCY, async (itemIndex) => {
		try {
			const answer = await operation.ask(context, itemParameters(context, itemIndex), timing);
			items.push(...[answer].flat().map((json) => ({ json, pairedItem: { item: itemIndex } })));
		} catch (cause) {
			failItem(context, operation, run, itemIndex, cause);
		}
	});
	return [output(context, run, items)];
}
