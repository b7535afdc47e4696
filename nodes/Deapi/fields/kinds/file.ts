import type { IBinaryData } from 'n8n-workflow';

import type { Model } from '../../../shared/api/model';
import type { FilePart } from '../../../shared/media/filePart';
import { measure } from '../../../shared/media/measure';
import type { Measures } from '../../../shared/media/measures';
import { InputError } from '../../../shared/n8n/inputError';
import { isRecord } from '../../../shared/util/json';
import type { Field, FieldOptions, InputFile } from '../field';
import { checkLimits } from '../limits';
import type { Bound } from '../limits';
import { toList, toText } from '../values';

interface FileOptions extends Partial<FieldOptions> {
	api: string;
	description: string;
	/** What the file must be: the first half of its MIME type. */
	media: Media[];
	/** What the model's limits say of the file itself. */
	bounded?: Array<'duration' | 'size'>;
	/** The field's name to begin with, where it is not "data". */
	initial?: string;
	/** A model feature without which the file is not sent. */
	feature?: string;
	/** Takes several files, each under a name of its own. */
	several?: { api: string; limit: string };
}

type Media = 'audio' | 'image' | 'video';

/** What a file's header tells, and the model bounds. */
interface Measure {
	dimension: keyof Measures;
	adjective: string;
	bound: Bound;
}

const MEASURES: Record<'duration' | 'size', Measure[]> = {
	duration: [
		{
			dimension: 'duration',
			adjective: 'long',
			bound: { of: 'Input length', stems: ['video_duration_seconds', 'duration'], unit: 'seconds' },
		},
	],
	size: [
		{ dimension: 'width', adjective: 'wide', bound: { of: 'Input width', stems: ['width'], unit: 'pixels' } },
		{ dimension: 'height', adjective: 'high', bound: { of: 'Input height', stems: ['height'], unit: 'pixels' } },
	],
};

/** Files whose type n8n does not know are for the API to judge. */
const UNKNOWN_TYPE = 'application/octet-stream';

/** A file from a binary field of the input item, streamed into the upload. */
export function file(options: FileOptions): Field {
	const { api, media, several, optional, onlyFor, feature, initial = optional ? '' : 'data', bounded = [] } = options;
	const { name = 'binaryPropertyName', label = several ? 'Input Data Field Name(s)' : 'Input Data Field Name' } = options;
	const measures = bounded.flatMap((aspect) => MEASURES[aspect]);
	const count: Bound | undefined = several && { of: 'Input images', stems: [several.limit] };
	return {
		name,
		label,
		api: several ? [api, several.api] : [api],
		required: !optional,
		optional,
		onlyFor,
		takesFile: true,
		bounds: [...measures.map(({ bound }) => bound), ...(count ? [count] : [])],
		properties: [
			{
				displayName: label,
				name,
				type: 'string',
				default: initial,
				...(!optional && { required: true }),
				placeholder: several ? 'e.g. data or data,background' : 'e.g. data',
				description: options.description,
				hint: several ? `The names of the input fields containing the ${media[0]} files, separated by commas` : hintFor(media),
				typeOptions: { binaryDataProperty: true },
			},
		],
		write: async (value, { item, model }) => {
			const sources = sourcesIn(label, value, several !== undefined);
			if ((sources.length === 0 && optional) || (feature && model.features[feature] === false)) return {};
			const parts: FilePart[] = [];
			for (const source of sources.length > 0 ? sources : ['']) {
				const part = assertMedia(label, media, await item.file(label, source));
				await checkFile(label, part, model, measures);
				parts.push(part);
			}
			if (count) checkLimits({ label, value: parts.length, finding: `"${label}" names ${parts.length} files` }, model, count);
			return several && parts.length > 1 ? { [several.api]: parts } : { [api]: parts[0] };
		},
	};
}

/** Names of binary fields, or files that an expression has taken from another node. */
function sourcesIn(label: string, given: unknown, several: boolean): Array<IBinaryData | string> {
	return (several ? toList(given) : [given].flat())
		.map((source) => (isRecord(source) ? (source as unknown as IBinaryData) : toText(label, source)))
		.filter((source) => source !== '');
}

function assertMedia(label: string, media: Media[], { binary, part }: InputFile): FilePart {
	if (part.mimeType === UNKNOWN_TYPE || media.some((kind) => part.mimeType.startsWith(`${kind}/`))) return part;
	const name = binary.fileName ? `"${binary.fileName}" ` : '';
	const wanted = media.map((kind) => CALLED[kind]).join(' or ');
	throw new InputError(
		label,
		`The file ${name}in "${label}" is ${part.mimeType}, not ${wanted}`,
		`Choose the input field that holds ${wanted}. If it does, its MIME type was set wrongly by an earlier node.`,
	);
}

const CALLED: Record<Media, string> = { audio: 'an audio file', image: 'an image', video: 'a video' };

function hintFor(media: Media[]): string {
	return `The name of the input field containing the ${media.join(' or ')} file`;
}

/** Holds what can be learnt of the file without decoding it against the model's limits. */
async function checkFile(label: string, part: FilePart, model: Model, measures: Measure[]): Promise<void> {
	if (measures.length === 0) return;
	const measured = await measure(part);
	for (const { dimension, adjective, bound } of measures) {
		const value = measured[dimension];
		if (value === undefined) continue;
		const finding = `The file "${part.fileName}" in "${label}" is ${value} ${bound.unit} ${adjective}`;
		checkLimits({ label, value, finding }, model, bound);
	}
}
