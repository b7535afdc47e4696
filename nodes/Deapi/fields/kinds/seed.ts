import { randomInt } from 'crypto';

import type { Field } from '../field';
import { toNumber } from '../values';

/** Of those that are drawn. */
const MAX_SEED = 2 ** 31 - 1;

/**
 * The random seed. A random one is drawn here rather than by the server, which does not say what it
 * drew: with the seed in the output, a result can be made again.
 */
export function seed(): Field {
	return {
		name: 'seed',
		label: 'Seed',
		api: ['seed'],
		optional: true,
		isSeed: true,
		properties: [
			{
				displayName: 'Seed',
				name: 'seed',
				type: 'number',
				default: -1,
				description: 'The same seed with the same parameters gives the same result. Use -1 for a random one. The output says which.',
			},
		],
		write: (value) => {
			const seed = toNumber('Seed', value ?? -1, { whole: true });
			return { seed: seed < 0 ? randomInt(MAX_SEED) : seed };
		},
	};
}
