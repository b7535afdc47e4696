import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../field';
import { localOption } from '../kinds/localOnly';
import { isBlank, toNumber } from '../values';

const LABEL = 'Number of Results';
const MOST = 10;

/** How many jobs an item has, each with a seed of its own: the one that was written or drawn, and its neighbours. */
export function numberOfResults(): Field {
	const property: INodeProperties = {
		displayName: LABEL,
		name: 'numberOfResults',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST },
		default: 1,
		description: 'How many variations to make. Each has another seed, is an output item of its own, and is billed.',
	};
	const field = localOption(property, toCount);
	return {
		...field,
		divide: ({ item, body }) => {
			const count = toCount(item.get(field));
			if (count === 1) return undefined;
			const seed = Number(body.seed);
			const step = seed + count <= Number.MAX_SAFE_INTEGER ? 1 : -1;
			return Array.from({ length: count }, (_, index) => ({ changes: { seed: seed + index * step } }));
		},
	};
}

function toCount(value: unknown): number {
	return isBlank(value) ? 1 : toNumber(LABEL, value, { whole: true, min: 1, max: MOST });
}
