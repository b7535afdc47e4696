import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../field';

/** A parameter that steers the node, and is no part of a request. */
export function steering(kind: Field['kind'], property: INodeProperties, onlyFor?: Field['onlyFor']): Field {
	const { name, displayName: label, required } = property;
	return { kind, name, label, api: [], required, onlyFor, properties: [property], write: () => ({}) };
}
