import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../field';

/** A parameter that is for the node alone, and no part of a request. */
export function localOnly(property: INodeProperties, onlyFor?: Field['onlyFor']): Field {
	const { name, displayName: label, required } = property;
	return { name, label, api: [], required, onlyFor, properties: [property], write: () => ({}) };
}
