import type { IExecuteFunctions } from 'n8n-workflow';

import { IMAGE_FORMATS, SUBTITLE_FORMATS } from '../../../shared/results/resultOptions';
import type { ResultOptions } from '../../../shared/results/resultOptions';
import { InputError } from '../../../shared/n8n/inputError';
import { parseUrl } from '../../../shared/util/urls';
import { isBlank, toBoolean, toChoice, toNumber, toText, toTexts } from '../../fields/values';
import type { Operation } from '../../operations/operation';

const DEFAULT_CONCURRENCY = 5;
/** In seconds: a week. What takes longer was mistyped, and n8n can keep no date that is too far away. */
const LONGEST_WAIT = 604_800;
/** In characters: docs/api.md#requests. */
const LONGEST_ADDRESS = 2048;

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

/** Options that every item has for itself, most of them since money depends on them. */
export interface ItemOptions {
	/** "Enhance Prompt First". */
	boostPrompt: boolean;
	/** Where the API is to call when the job has ended; only where the run does not wait. */
	callbackUrl?: string;
	estimatePriceOnly: boolean;
	/** "File Name", without blanks around it; empty where there is none. */
	fileName: string;
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
	const field = option('outputField', 'data', (value) => toText('Output Data Field Name', value));
	const subtitles = option<string[]>('subtitles', [], (value) =>
		toTexts('Subtitles', value).map((format) => toChoice('Subtitles', format.toLowerCase(), SUBTITLE_FORMATS)),
	);
	if (subtitles.includes(field)) {
		throw new InputError(
			'Output Data Field Name',
			`"Output Data Field Name" is ${field}, where the subtitles go`,
			'Use another name, e.g. data.',
		);
	}
	return {
		concurrency: option('concurrency', DEFAULT_CONCURRENCY, (value) => toNumber('Concurrency', value, { whole: true, min: 1 })),
		output: {
			field,
			result: 'result' in operation ? operation.result : 'any',
			imageFormat: option<string | undefined>('pictureFormat', undefined, (value) => toChoice('Image Format', value, IMAGE_FORMATS)),
			noDownload: !option('downloadResult', true, (value) => toBoolean('Download Result', value)),
			noTextFile: !option('textFile', true, (value) => toBoolean('Text as File', value)),
			subtitles,
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
		callbackUrl: waits(n8n) ? undefined : option<string | undefined>('callbackUrl', undefined, toCallbackUrl),
		estimatePriceOnly: option('estimatePriceOnly', false, (value) => toBoolean('Estimate Price Only', value)),
		fileName: fileNameOf(n8n, itemIndex),
		maximumPrice: option<number | undefined>('maximumPrice', undefined, (value) => toNumber('Maximum Price (USD)', value, { min: 0 })),
	};
}

/** @throws {InputError} where it is no text */
export function fileNameOf(n8n: IExecuteFunctions, itemIndex: number): string {
	return toText('File Name', n8n.getNodeParameter('options.fileName', itemIndex, null));
}

/** A run that waits has an address of its own to be called at, and n8n may keep what it does not show any more. */
function waits(n8n: IExecuteFunctions): boolean {
	return n8n.getNodeParameter('waitMode', 0, null) !== 'dontWait';
}

/** Says nothing of the address itself, which may hold a secret. */
function toCallbackUrl(value: unknown): string {
	const label = 'Callback URL';
	const written = typeof value === 'string' ? parseUrl(value.trim()) : undefined;
	if (written?.protocol !== 'https:') {
		const what = isBlank(value) ? 'is empty' : 'is not an https address';
		throw new InputError(label, `"${label}" ${what}`, 'Enter an address that begins with https://, or remove the option.');
	}
	if (written.href.length > LONGEST_ADDRESS) {
		throw new InputError(label, `"${label}" has more than ${LONGEST_ADDRESS} characters`, 'Use a shorter address.');
	}
	return written.href;
}

/** Whether nothing is to be bought for an item. One whose options cannot be read fails before it could be. */
export function isForPriceOnly(n8n: IExecuteFunctions, itemIndex: number): boolean {
	try {
		return itemOptions(n8n, itemIndex).estimatePriceOnly;
	} catch {
		return true;
	}
}
