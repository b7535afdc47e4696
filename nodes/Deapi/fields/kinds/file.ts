import type { IBinaryData } from 'n8n-workflow';

import type { RequestBody } from '../../../shared/api/requestBody';
import type { FilePart } from '../../../shared/media/filePart';
import { InputError } from '../../../shared/n8n/inputError';
import { isRecord, listed } from '../../../shared/util/json';
import type { Field, ItemParameters } from '../field';
import { checkLimits } from '../limits';
import type { Bound } from '../limits';
import { usableFile } from '../usableFile';
import type { Measure } from '../usableFile';
import { toChoice, toText } from '../values';
import { INPUT_TYPES, namesOf, propertiesOf } from './fileProperties';
import type { FileInput, FileNames } from './fileProperties';

interface FileOptions extends FileInput {
	api: string;
	/** What the model's limits say of the file itself. */
	bounded?: Array<'duration' | 'size'>;
	/** A model feature without which the file is not sent. */
	feature?: string;
	/** Takes several files, each under a name or at an address of its own. */
	several?: { api: string; limit: string };
}

const MEASURES: Record<'duration' | 'size', Measure[]> = {
	duration: [
		{
			dimension: 'duration',
			adjective: 'long',
			bound: { of: 'Input length', stems: ['video_duration_seconds', 'duration'], unit: 'seconds' },
			tolerance: 0.5,
		},
	],
	size: [
		{ dimension: 'width', adjective: 'wide', bound: { of: 'Input width', stems: ['width'], unit: 'pixels' } },
		{ dimension: 'height', adjective: 'high', bound: { of: 'Input height', stems: ['height'], unit: 'pixels' } },
	],
};

/** A file from a binary field of the input item or from an address, streamed into the upload. */
export function file(options: FileOptions): Field {
	const { api, media, several, optional, onlyFor, feature, bounded = [] } = options;
	const names = namesOf(options);
	const measures = bounded.flatMap((aspect) => MEASURES[aspect]);
	const count: Bound | undefined = several && { of: 'Input images', stems: [several.limit] };
	return {
		name: names.binary,
		label: names.binaryLabel,
		api: several ? [api, several.api] : [api],
		required: !optional,
		optional,
		onlyFor,
		bounds: [...measures.map(({ bound }) => bound), ...(count ? [count] : [])],
		properties: propertiesOf(options, names),
		write: async (value, { item, model }): Promise<RequestBody> => {
			if (feature && model.features[feature] === false) return {};
			const { label, parts: given } = sourcesOf(options, names, value, item);
			if (given.length === 0 && optional) return {};
			const parts: FilePart[] = [];
			for (const part of given) parts.push(await usableFile(await part(), { label, media, model, measures }));
			if (count) checkLimits({ label, value: parts.length, finding: `"${label}" names ${parts.length} files` }, model, count);
			return several && parts.length > 1 ? { [several.api]: parts } : { [api]: parts[0] };
		},
	};
}

interface Sources {
	/** Of the parameter that they are given in. */
	label: string;
	parts: Array<() => Promise<FilePart>>;
}

function sourcesOf(options: FileOptions, names: FileNames, value: unknown, item: ItemParameters): Sources {
	const { binaryLabel, urlLabel } = names;
	const isSeveral = options.several !== undefined;
	const addresses = addressesIn(options, names, item);
	const binaries = binariesIn(binaryLabel, value, isSeveral);
	if (options.optional && addresses && binaries.length > 0) {
		throw new InputError(urlLabel, `Both "${urlLabel}" and "${binaryLabel}" are set`, 'Remove one of them.');
	}
	// Where one is required, it says what is wrong with none.
	const atLeastOne = <One>(list: One[], none: One) => (list.length === 0 && !options.optional ? [none] : list);
	if (!addresses) {
		return { label: binaryLabel, parts: atLeastOne(binaries, '').map((source) => async () => await item.file(binaryLabel, source)) };
	}
	return { label: urlLabel, parts: atLeastOne(addresses, '').map((address) => async () => await item.fileAt(urlLabel, address)) };
}

/** Undefined where a file of the item is wanted. */
function addressesIn({ optional, isBinaryOnly, several }: FileOptions, names: FileNames, { raw }: ItemParameters): string[] | undefined {
	if (isBinaryOnly) return undefined;
	const isUrl = optional || toChoice(names.inputTypeLabel, raw(names.inputType) ?? 'binary', INPUT_TYPES) === 'url';
	if (!isUrl) return undefined;
	const given = raw(optional ? `options.${names.url}` : names.url);
	const addresses = splitAddresses(given, several !== undefined)
		.map((address) => toText(names.urlLabel, address))
		.filter((address) => address !== '');
	return optional && addresses.length === 0 ? undefined : addresses;
}

/** Addresses may hold commas themselves. */
function splitAddresses(given: unknown, isSeveral: boolean): unknown[] {
	if (!isSeveral) return [given];
	if (typeof given === 'string' && !given.trim().startsWith('[')) return given.split(/,(?=\s*(?:https?:|data:))/i);
	return listed(given);
}

/** Names of binary fields, or files that an expression has taken from another node. */
function binariesIn(label: string, given: unknown, isSeveral: boolean): Array<IBinaryData | string> {
	return (isSeveral ? listed(given) : [given].flat())
		.map((source) => (isRecord(source) ? (source as unknown as IBinaryData) : toText(label, source)))
		.filter((source) => source !== '');
}
