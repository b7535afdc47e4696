import { NodeConnectionTypes } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { EmbeddingsDeapi } from '../../../nodes/EmbeddingsDeapi/EmbeddingsDeapi.node.ts';
import { read } from '../../support/harness/repository.mts';

const { description } = new EmbeddingsDeapi();

describe('the sub-node', () => {
	it('is among the embeddings of the node panel, and goes into a vector store', () => {
		const codex = JSON.parse(read('nodes/EmbeddingsDeapi/EmbeddingsDeapi.node.json'));
		expect(codex).toMatchObject({
			node: `n8n-nodes-deapi.${description.name}`,
			categories: ['AI'],
			subcategories: { AI: ['Embeddings'] },
		});
		expect([description.inputs, description.outputs]).toEqual([[], [NodeConnectionTypes.AiEmbedding]]);
		expect(description.usableAsTool).toBeUndefined();
	});

	it('has no model until one is chosen, and none to fall back on', () => {
		const model = description.properties.find(({ name }) => name === 'model')!;
		expect(model).toMatchObject({ required: true, default: { mode: 'list', value: '' } });
		expect(model.description).toContain('vectors of different models cannot be compared');
		const { options = [] } = description.properties.find(({ name }) => name === 'options')!;
		expect(options.map(({ name }) => name)).toEqual(['maximumPrice', 'submitAgain', 'waitTimeout']);
	});
});
