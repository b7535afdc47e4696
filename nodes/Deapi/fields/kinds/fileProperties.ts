import type { INodeProperties } from 'n8n-workflow';

import type { Media } from '../../../shared/media/format';
import type { FieldOptions } from '../field';

/** How a file can be provided. */
export const INPUT_TYPES = ['binary', 'url'] as const;

/** What names and texts of a file's parameters are made of. */
export interface FileInput extends Partial<FieldOptions> {
	description: string;
	/** What the file may be. */
	media: Media[];
	/** The field's name to begin with, where it is not "data". */
	initial?: string;
	several?: object;
	/** What the file is called where an operation has several, e.g. "First Frame", and in names of parameters. */
	of?: { label: string; name: string };
	/** The parameter that takes an address, where it is not named after the media. */
	urlName?: string;
	/** Another parameter takes the address. */
	isBinaryOnly?: boolean;
}

/** Parameters of one file: names are public interface. */
export interface FileNames {
	binary: string;
	binaryLabel: string;
	inputType: string;
	inputTypeLabel: string;
	url: string;
	urlLabel: string;
}

const CALLED: Record<Media, string> = { audio: 'Audio', image: 'Image', video: 'Video' };
const EXAMPLES: Record<Media, string> = { audio: 'recording.mp3', image: 'photo.jpg', video: 'clip.mp4' };

export function namesOf({ media: [media], several, of, name, label, urlName }: FileInput): FileNames {
	const ending = several ? '(s)' : '';
	return {
		binary: name ?? 'binaryPropertyName',
		binaryLabel: label ?? (of ? `${of.label} Data Field Name` : `Input Data Field Name${ending}`),
		inputType: of ? `${of.name}InputType` : 'inputType',
		inputTypeLabel: of ? `${of.label} Input Type` : 'Input Type',
		url: urlName ?? (of ? `${of.name}Url` : `${media}Url${several ? 's' : ''}`),
		urlLabel: of ? `${of.label} URL` : `${CALLED[media]} URL${ending}`,
	};
}

/** A choice between both, and a parameter for each. Among the options, where either may be added, there is no choice. */
export function propertiesOf(input: FileInput, names: FileNames): INodeProperties[] {
	if (input.isBinaryOnly) return [binaryProperty(input, names)];
	const both = [binaryProperty(input, names), urlProperty(input, names)];
	if (input.optional) return both;
	const shown = both.map((property, index) => ({ ...property, displayOptions: { show: { [names.inputType]: [INPUT_TYPES[index]] } } }));
	return [inputTypeProperty(input, names), ...shown];
}

function inputTypeProperty({ media, of }: FileInput, { inputType, inputTypeLabel }: FileNames): INodeProperties {
	return {
		displayName: inputTypeLabel,
		name: inputType,
		type: 'options',
		default: 'binary',
		description: `How to provide the ${of ? of.label.toLowerCase() : media.join(' or ')}`,
		options: [
			{ name: 'Binary File', value: 'binary', description: 'A file of the input item' },
			{ name: 'URL', value: 'url', description: 'The address of a file, which n8n fetches' },
		],
	};
}

function binaryProperty(input: FileInput, { binary, binaryLabel }: FileNames): INodeProperties {
	const { several, optional, media, description, initial = optional ? '' : 'data' } = input;
	return {
		displayName: binaryLabel,
		name: binary,
		type: 'string',
		default: initial,
		...(!optional && { required: true }),
		placeholder: several ? 'e.g. data or data,background' : 'e.g. data',
		description,
		hint: several
			? `The names of the input fields containing the ${media[0]} files, separated by commas`
			: `The name of the input field containing the ${media.join(' or ')} file`,
		typeOptions: { binaryDataProperty: true },
	};
}

function urlProperty({ several, optional, media: [media], description }: FileInput, { url, urlLabel }: FileNames): INodeProperties {
	return {
		displayName: urlLabel,
		name: url,
		type: 'string',
		default: '',
		...(!optional && { required: true }),
		placeholder: `e.g. https://example.com/${EXAMPLES[media]}`,
		description: `${description}${several ? ' Separate several addresses with commas.' : ''}`,
	};
}
