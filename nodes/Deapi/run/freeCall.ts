import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { forEachConcurrently, READS_AT_ONCE } from '../../shared/util/concurrency';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { FreeCallOperation } from '../operations/operation';
import { itemParameters } from './build/parameters';
import { openContext } from './state/context';
import { failItem } from './state/failures';
import { finish } from './state/items';

/** Asks the API for every item, and puts the answers out. */
export async function executeFreeCalls(
	n8n: IExecuteFunctions,
	operation: FreeCallOperation,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	const ctx = openContext(n8n, operation, timing);
	ctx.run.items = {};
	const items: INodeExecutionData[] = [];
	await forEachConcurrently([...n8n.getInputData().keys()], READS_AT_ONCE, async (itemIndex) => {
		try {
			const answer = await operation.ask(ctx.api, itemParameters(n8n, itemIndex));
			items.push(...[answer].flat().map((json) => ({ json, pairedItem: { item: itemIndex } })));
		} catch (error) {
			failItem(ctx, itemIndex, error);
		}
	});
	return [finish(ctx, items)];
}
