import type { IExecuteFunctions } from 'n8n-workflow';

const DEFAULT_CONCURRENCY = 5;

/** Options that hold for the whole run: of an expression the first item decides. */
export interface RunOptions {
	concurrency: number;
	estimatePriceOnly: boolean;
	/** In USD. */
	maximumPrice?: number;
	outputField: string;
	waitSeconds: number;
}

export function runOptions(context: IExecuteFunctions, defaults: { waitSeconds: number }): RunOptions {
	const given = context.getNodeParameter('options', 0, {});
	return {
		concurrency: Math.max(1, Number(given.concurrency) || DEFAULT_CONCURRENCY),
		estimatePriceOnly: given.estimatePriceOnly === true,
		maximumPrice: given.maximumPrice === undefined ? undefined : Number(given.maximumPrice),
		outputField: String(given.outputField || 'data'),
		waitSeconds: Number(given.waitTimeout) || defaults.waitSeconds,
	};
}
