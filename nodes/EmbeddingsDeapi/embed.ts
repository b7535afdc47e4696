import type { IDataObject, ISupplyDataFunctions } from 'n8n-workflow';

import { executeJobs } from '../Deapi/run/job';
import { InputError } from '../shared/n8n/inputError';
import { dollars } from '../shared/util/dollars';
import { callKey, closeCall, leaveCall, nodeContext, openCall } from './calls';
import { inSubNode } from './errors';
import { executionOf } from './execution';
import { keepToMaximum, withoutMaximum } from './maximum';
import { operation } from './operation';
import type { Settings } from './settings';

/** The vectors of some texts, in their order, and which jobs have made them. */
export interface Embedded {
	vectors: number[][];
	model: string;
	requestIds: string[];
	/** In USD; unknown where they were fetched again. */
	price?: number;
}

/** The calls that are under way, by what n8n keeps of the node: the same for all calls of an execution. */
const underWay = new WeakMap<IDataObject, Map<string, Promise<Embedded>>>();

/**
 * Turns texts into vectors by a run of the deAPI node's operation. Who asks for the same texts again, in a later try or at the
 * same time, gets what was bought for the first.
 */
export async function embed(n8n: ISupplyDataFunctions, settings: Settings, texts: string[]): Promise<Embedded> {
	assertModel(settings);
	const key = callKey(settings.model, texts);
	const context = nodeContext(n8n);
	const calls = underWay.get(context) ?? new Map<string, Promise<Embedded>>();
	underWay.set(context, calls);
	const call = calls.get(key) ?? buy(n8n, settings, texts, key).finally(() => calls.delete(key));
	calls.set(key, call);
	return await call;
}

/** Vectors are compared with those that were made before, so that there is no first suitable model to choose. */
function assertModel({ model }: Settings): void {
	if (model !== '') return;
	throw new InputError('Model', '"Model" is empty', 'Nothing was sent. Choose the model that makes all vectors of this vector store.');
}

async function buy(n8n: ISupplyDataFunctions, settings: Settings, texts: string[], key: string): Promise<Embedded> {
	const store = openCall(n8n, key);
	const run = async () => {
		await keepToMaximum(n8n, settings, texts, store);
		return await executeJobs(executionOf(n8n, withoutMaximum(settings), texts, store), operation);
	};
	// Settled: docs/decisions/15-settle-instead-of-rethrow.md.
	const [result] = await Promise.allSettled([run()]);
	if (result.status === 'rejected') {
		leaveCall(n8n, key);
		throw inSubNode(n8n.getNode(), result.reason, { texts, store });
	}
	closeCall(n8n, key, store, settings.model);
	const [items] = result.value;
	return embeddedIn(
		items.map(({ json }) => json),
		settings.model,
	);
}

function embeddedIn(results: IDataObject[], model: string): Embedded {
	const prices = results.flatMap(({ price }) => (typeof price === 'number' ? price : []));
	return {
		vectors: results.map(({ embeddings }) => (embeddings as number[][])[0]),
		model,
		requestIds: [...new Set(results.map(({ request_id }) => request_id as string))],
		...(prices.length === results.length && { price: dollars(prices.reduce((sum, price) => sum + price, 0)) }),
	};
}
