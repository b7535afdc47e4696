import type { IExecuteFunctions } from 'n8n-workflow';

import type { OutputOptions } from '../../../shared/results/resultOptions';

const DEFAULT_CONCURRENCY = 5;

/** Options that hold for the whole run: of an expression the first item decides. */
export interface RunOptions {
	concurrency: number;
	enhancePrompt: boolean;
	estimatePriceOnly: boolean;
	/** In USD. */
	maximumPrice?: number;
	output: OutputOptions;
	waitSeconds: number;
}

interface Defaults {
	result?: OutputOptions['result'];
	waitSeconds?: number;
}

export function runOptions(context: IExecuteFunctions, { result = 'any', waitSeconds = 0 }: Defaults): RunOptions {
	const given = context.getNodeParameter('options', 0, {});
	return {
		concurrency: Math.max(1, Number(given.concurrency) || DEFAULT_CONCURRENCY),
		enhancePrompt: given.enhancePrompt === true,
		estimatePriceOnly: given.estimatePriceOnly === true,
		maximumPrice: given.maximumPrice === undefined ? undefined : Number(given.maximumPrice),
		output: {
			field: String(given.outputField || 'data'),
			result,
			pictureFormat: given.pictureFormat === undefined ? undefined : String(given.pictureFormat),
			noTextFile: given.textFile === false,
			subtitles: Array.isArray(given.subtitles) ? given.subtitles.map(String) : [],
		},
		waitSeconds: Number(given.waitTimeout) || waitSeconds,
	};
}
