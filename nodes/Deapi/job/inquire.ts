import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { forEachConcurrently } from '../../shared/concurrency';
import { realTiming } from '../../shared/timing';
import type { Timing } from '../../shared/timing';
import type { Inquiry } from '../operations/types';
import { failItem } from './failures';
import { output } from './output';
import { itemParameters } from './parameters';
import { openRun } from './run';

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
