import type { IExecuteFunctions } from 'n8n-workflow';

import { IMAGE_FORMATS, SUBTITLE_FORMATS } from '../../../shared/results/resultOptions';
import type { ResultOptions } from '../../../shared/results/resultOptions';
import { isBlank, toBoolean, toChoice, toNumber, toText, toTexts } from '../../fields/values';
import type { Operation } from '../../operations/operation';

const DEFAULT_CONCURRENCY = 5;
/** In seconds: a week. What takes longer was mistyped, and n8n can keep no date that is too far away. */
const LONGEST_WAIT = 604_800;

/** Options that hold for the whole run: of an expression the first item decides. */
export interface RunOptions {
	concurrency: number;
	output: ResultOptions;
	/** "Submit Again If in Doubt". */
	submitAgain: boolean;
	/** "Wait for Completion", of a result that is fetched. */
	waitForCompletion: boolean;
	waitSeconds: number;
}

/** Options that money depends on: every item has its own. */
export interface ItemOptions {
	/** "Enhance Prompt First". */
	boostPrompt: boolean;
	estimatePriceOnly: boolean;
	/** In USD. */
	maximumPrice?: number;
}

/** @throws {InputError} for what cannot be meant */
export function runOptions(n8n: IExecuteFunctions, operation: Operation): RunOptions {
	/** @param otherwise where the option was not added, or an expression gives nothing */
	const option = <Value>(name: string, otherwise: Value, read: (value: unknown) => Value): Value => {
		const value: unknown = n8n.getNodeParameter(`options.${name}`, 0, null);
		return isBlank(value) ? otherwise : read(value);
	};
	return {
		concurrency: option('concurrency', DEFAULT_CONCURRENCY, (value) => toNumber('Concurrency', value, { whole: true, min: 1 })),
		output: {
			field: option('outputField', 'data', (value) => toText('Output Data Field Name', value)),
			result: 'result' in operation ? operation.result : 'any',
			imageFormat: option<string | undefined>('pictureFormat', undefined, (value) => toChoice('Image Format', value, IMAGE_FORMATS)),
			noTextFile: !option('textFile', true, (value) => toBoolean('Text as File', value)),
			subtitles: option<string[]>('subtitles', [], (value) =>
				toTexts('Subtitles', value).map((format) => toChoice('Subtitles', format, SUBTITLE_FORMATS)),
			),
		},
		submitAgain: option('submitAgain', false, (value) => toBoolean('Submit Again If in Doubt', value)),
		waitForCompletion: toBoolean('Wait for Completion', n8n.getNodeParameter('waitForCompletion', 0, true) ?? true),
		waitSeconds: option('waitTimeout', 'waitSeconds' in operation ? operation.waitSeconds : 0, (value) =>
			toNumber('Wait Timeout', value, { min: 1, max: LONGEST_WAIT, unit: 'seconds (7 days)' }),
		),
	};
}

/**
 * What was added and cannot be read is refused, also where an expression gives nothing: an item must not be bought
 * because what should prevent that is missing in it.
 *
 * @throws {InputError}
 */
export function itemOptions(n8n: IExecuteFunctions, itemIndex: number): ItemOptions {
	const added = n8n.getNodeParameter('options', itemIndex, {}, { rawExpressions: true });
	const option = <Value>(name: string, otherwise: Value, read: (value: unknown) => Value): Value =>
		name in added ? read(n8n.getNodeParameter(`options.${name}`, itemIndex)) : otherwise;
	return {
		boostPrompt: option('enhancePrompt', false, (value) => toBoolean('Enhance Prompt First', value)),
		estimatePriceOnly: option('estimatePriceOnly', false, (value) => toBoolean('Estimate Price Only', value)),
		maximumPrice: option<number | undefined>('maximumPrice', undefined, (value) => toNumber('Maximum Price (USD)', value, { min: 0 })),
	};
}

/** Whether nothing is to be bought for an item. One whose options cannot be read fails before it could be. */
export function isForPriceOnly(n8n: IExecuteFunctions, itemIndex: number): boolean {
	try {
		return itemOptions(n8n, itemIndex).estimatePriceOnly;
	} catch {
		return true;
	}
}
