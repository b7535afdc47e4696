import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { READS_AT_ONCE } from '../../shared/util/concurrency';
import { realTiming } from '../../shared/util/timing';
import type { Timing } from '../../shared/util/timing';
import type { FreeCallOperation } from '../operations/operation';
import { itemParameters } from './build/parameters';
import { attemptEach } from './state/attempts';
import { failItem } from './state/failures';
import { inRun } from './state/inRun';
import { finish } from './state/finish';
import type { Output } from './state/finish';

/** Asks the API for every item, and puts the answers out. */
export async function executeFreeCalls(
	n8n: IExecuteFunctions,
	operation: FreeCallOperation,
	timing: Timing = realTiming,
): Promise<INodeExecutionData[][]> {
	return await inRun(n8n, operation, timing, async (ctx) => {
		ctx.run.items = {};
		const outputs: Output[] = [];
		const ask = async (itemIndex: number) => {
			const answer = await operation.ask(ctx.api, itemParameters(ctx, itemIndex));
			outputs.push(...[answer].flat().map((data) => ({ itemIndex, data })));
		};
		const indexes = [...n8n.getInputData().keys()];
		await attemptEach(ctx, indexes, READS_AT_ONCE, ask, (itemIndex, error) => failItem(ctx, { itemIndex }, error));
		return [finish(ctx, outputs)];
	});
}
