import type { IExecuteFunctions } from 'n8n-workflow';

import type { ResultOptions } from '../../../shared/results/resultOptions';
import type { Operation } from '../../operations/operation';

const DEFAULT_CONCURRENCY = 5;

/** Options that hold for the whole run: of an expression the first item decides. */
export interface RunOptions {
	concurrency: number;
	/** "Enhance Prompt First". */
	boostPrompt: boolean;
	estimatePriceOnly: boolean;
	/** In USD. */
	maximumPrice?: number;
	output: ResultOptions;
	/** "Submit Again If in Doubt". */
	submitAgain: boolean;
	waitSeconds: number;
}

export function runOptions(n8n: IExecuteFunctions, operation: Operation): RunOptions {
	const given = n8n.getNodeParameter('options', 0, {});
	const waitSeconds = 'waitSeconds' in operation ? operation.waitSeconds : 0;
	return {
		concurrency: Math.max(1, Number(given.concurrency) || DEFAULT_CONCURRENCY),
		boostPrompt: given.enhancePrompt === true,
		estimatePriceOnly: given.estimatePriceOnly === true,
		maximumPrice: given.maximumPrice === undefined ? undefined : Number(given.maximumPrice),
		output: {
			field: String(given.outputField || 'data'),
			result: 'result' in operation ? operation.result : 'any',
			imageFormat: given.pictureFormat === undefined ? undefined : String(given.pictureFormat),
			noTextFile: given.textFile === false,
			subtitles: Array.isArray(given.subtitles) ? given.subtitles.map(String) : [],
		},
		submitAgain: given.submitAgain === true,
		waitSeconds: Number(given.waitTimeout) || waitSeconds,
	};
}
