import { MOST_TEXTS, texts } from '../../fields/kinds/textList';
import type { Submission } from '../operation';

/** Text to vectors: facts file §1.1, POST /txt2embedding. */
export const create: Submission = {
	kind: 'submission',
	resource: 'embedding',
	value: 'create',
	name: 'Create',
	action: 'Create an embedding',
	description: 'Turn texts into vectors that can be searched and compared',
	route: { endpoint: '/txt2embedding', task: 'txt2embedding' },
	fields: [texts()],
	batching: { field: 'input', most: MOST_TEXTS },
	result: 'vectors',
	waitSeconds: 600,
};
