import type { IDataObject, ISupplyDataFunctions } from 'n8n-workflow';

import { executeJobs } from '../Deapi/run/job';
import { itemOptions } from '../Deapi/run/state/options';
import { runIn } from '../Deapi/run/state/store';
import { InputError } from '../shared/n8n/inputError';
import { dollars } from '../shared/util/dollars';
import { executionOf } from './execution';
import { operation } from './operation';
import type { Settings } from './settings';

const LABEL = 'Maximum Price (USD)';

/**
 * Asks for the price of all texts of a call before any of them is submitted, if there is a maximum. The deAPI node's own option
 * holds for each item, which would be each text here.
 *
 * @throws {InputError} where they cost more than they may
 */
export async function keepToMaximum(n8n: ISupplyDataFunctions, settings: Settings, texts: string[], store: IDataObject): Promise<void> {
	const { maximumPrice } = itemOptions(executionOf(n8n, settings, texts, {}), 0);
	const isBegun = (runIn(store)?.jobs ?? []).length > 0;
	if (maximumPrice === undefined || isBegun) return;
	const { model, options } = withoutMaximum(settings);
	const pricing = { model, options: { ...options, estimatePriceOnly: true } };
	const [items] = await executeJobs(executionOf(n8n, pricing, texts, {}), operation);
	const price = dollars(items.reduce((sum, { json }) => sum + (json.price as number), 0));
	if (price <= maximumPrice) return;
	const what = texts.length === 1 ? 'This text costs' : `These ${texts.length} texts cost`;
	throw new InputError(
		LABEL,
		`${what} $${price}, more than the $${maximumPrice} of "${LABEL}"`,
		'Nothing was submitted. Raise the limit, or have fewer texts embedded at once: "Embedding Batch Size" of the vector store says how many.',
	);
}

export function withoutMaximum({ model, options }: Settings): Settings {
	return { model, options: Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'maximumPrice')) };
}
