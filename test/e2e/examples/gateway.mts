import { expect } from 'vitest';

import { setFields } from '../../support/harness/examples.mts';
import { gatewayCredential } from '../../support/harness/openAiNodes.mts';
import type { Scenarios } from './scenarios.mts';

const TEXTS = ['The tide rises twice a day.', 'A lighthouse tells sailors where they are.', 'An anchor holds by its shape.'];

export const gateway: Scenarios = {
	'embed-by-gateway': {
		'finds the text itself first': async (runner) => {
			const credentials = await gatewayCredential(runner.testBed, runner.testBed.emulator.gatewayKey);
			const run = await runner.byHand((example) => {
				setFields(example, 'Texts and Question', { question: TEXTS[1], texts: TEXTS });
				Object.assign(example.nodes.find(({ name }) => name === 'Embed Texts')!, { credentials });
			});
			const found = run.items('Find Closest Texts').map(({ json }) => json);
			expect(found).toHaveLength(2);
			expect(found[0].document.pageContent).toBe(TEXTS[1]);
			expect(found[0].score).toBeCloseTo(1, 5);
			expect(run.paid.map(({ path, fields }) => [path, fields.model, fields.input])).toEqual([
				['/v1/embeddings', 'Bge_M3_FP16', TEXTS],
				['/v1/embeddings', 'Bge_M3_FP16', TEXTS[1]],
			]);
		},
	},
};
