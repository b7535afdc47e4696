import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../field';
import { isBlank } from '../values';

/** A parameter that is for the node alone, and no part of a request. */
export function localOnly(property: INodeProperties, onlyFor?: Field['onlyFor']): Field {
	const { name, displayName: label, required } = property;
	return { name, label, api: [], required, onlyFor, properties: [property], write: () => ({}) };
}

/** The same as an option. `read` throws where a value cannot be meant. */
export function localOption(property: INodeProperties, read: (value: unknown) => void): Field {
	const write = (value: unknown) => {
		if (!isBlank(value)) read(value);
		return {};
	};
	return { ...localOnly(property), optional: true, write };
}
