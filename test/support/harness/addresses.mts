import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import type { Field } from '../../../nodes/Deapi/fields/field.ts';
import type { Operation } from '../../../nodes/Deapi/operations/operation.ts';

/** The parameters by which a file input takes an address. They are public interface. */
export interface AddressInput {
	/** Of the file in the item. */
	field: Field;
	/** Says that it is an address; of optional files, there is none. */
	selector?: string;
	address: string;
}

/** What the address is called, by the field of the API that the file is for; that of a recording is called after its resource. */
const ADDRESSES: Record<string, string> = {
	audio: 'audioUrl',
	first_frame_image: 'firstFrameUrl',
	image: 'imageUrl',
	last_frame_image: 'lastFrameUrl',
	ref_audio: 'refAudioUrl',
	ref_image: 'refImageUrl',
	reference_audio: 'referenceAudioUrl',
	video: 'videoUrl',
};

/** Where it is not the only choice of the operation between a file and an address. */
const SELECTORS: Record<string, string> = { firstFrame: 'firstFrameInputType', refImageBinaryProperty: 'refImageInputType' };

/** Of all files that an operation takes from the item. */
export function addressInputsOf({ resource, fields }: Operation): AddressInput[] {
	return fields
		.filter(({ properties }) => properties.some(isOfItem))
		.map((field) => {
			const { name, api, required, onlyFor } = field;
			const address = api.length > 1 ? 'imageUrls' : (ADDRESSES[api[0]] ?? `${resource}Url`);
			const isRecording = onlyFor?.source === 'binary';
			return { field, address, ...(required && { selector: isRecording ? 'source' : (SELECTORS[name] ?? 'inputType') }) };
		});
}

/** The same parameters with addresses in place of the names of binary fields. */
export function withAddresses(
	operation: Operation,
	parameters: INodeParameters,
	addressOf: (binaryField: string) => string,
): INodeParameters {
	const all: INodeParameters = { ...parameters, options: { ...(parameters.options as INodeParameters) } };
	for (const { field, selector, address } of addressInputsOf(operation)) {
		const place = (field.optional ? all.options : all) as INodeParameters;
		const { [field.name]: names } = place;
		if (names === undefined) continue;
		delete place[field.name];
		place[address] = String(names)
			.split(',')
			.map((name) => addressOf(name.trim()))
			.join(', ');
		if (selector !== undefined) place[selector] = 'url';
	}
	return all;
}

function isOfItem({ typeOptions }: INodeProperties): boolean {
	return typeOptions?.binaryDataProperty === true;
}
