import { endpoints } from '../../../shared/api/endpoints';
import { MOST_TEXTS, texts } from '../../fields/kinds/textList';
import type { JobOperation } from '../operation';

/** Text to vectors: docs/api.md#embeddings. */
export const create: JobOperation = {
	kind: 'job',
	resource: 'embedding',
	value: 'create',
	name: 'Create',
	action: 'Create an embedding',
	description: 'Turn text into vectors that can be searched and compared',
	route: { endpoint: endpoints.createEmbedding, task: 'txt2embedding' },
	fields: [texts()],
	batching: { field: 'input', most: MOST_TEXTS },
	result: 'vectors',
	waitSeconds: 600,
};
