import type { ILoadOptionsFunctions } from 'n8n-workflow';
import nock from 'nock';
import { beforeEach, describe, expect, it } from 'vitest';

import { loadOptions } from '../../../../nodes/Deapi/methods/loadOptions.ts';
import { forgetCatalog } from '../../../../nodes/shared/api/models.ts';
import { catalog } from '../../../support/emulator/catalog.mts';
import { API, BASE_URL, executeContext } from '../../../support/harness/contexts.mts';

beforeEach(() => {
	forgetCatalog();
	nock(BASE_URL).get(`${API}/models`).query(true).reply(200, { data: catalog });
});

async function limits(parameters: Record<string, string>) {
	const context = Object.assign(executeContext(), { getCurrentNodeParameter: (name: string) => parameters[name] });
	return (await loadOptions.getLimits.call(context as unknown as ILoadOptionsFunctions)).map(({ name }) => name);
}

describe('Model Limits', () => {
	it('shows all of them where they can be read at once', async () => {
		expect(await limits({ resource: 'audio', operation: 'generateSpeech', model: 'Chatterbox' })).toEqual([
			'Text: 10 to 2000 characters; Speed: 1',
			'Text: 10 to 2000 characters',
			'Speed: 1',
		]);
	});

	it('says how many are left where they would be cut off', async () => {
		const video = { resource: 'video', operation: 'generate', source: 'text', model: 'Ltx2_19B_Dist_FP8' };
		expect(await limits(video)).toEqual([
			'Width, Height: 512 to 1024 pixels; Frames: 49 to 241; 3 more',
			'Width, Height: 512 to 1024 pixels',
			'Frames: 49 to 241',
			'Frames per Second: 24',
			'Guidance: 1',
			'Steps: 8',
		]);
	});

	it('begins with what comes of a long text', async () => {
		const text = 'This is a sentence. '.repeat(1_200);
		const [summary] = await limits({ resource: 'audio', operation: 'generateSpeech', model: 'Kokoro', text });
		expect(summary).toBe('Your text: spoken in 3 pieces, which are joined; 2 more');
	});

	it('shows a single one once', async () => {
		expect(await limits({ resource: 'image', operation: 'edit', model: 'gpt-image-2' })).toEqual(['Width, Height: 1024 to 1536 pixels']);
	});

	it('says where the catalog has none', async () => {
		expect(await limits({ resource: 'embedding', operation: 'create', model: 'Bge_M3_FP16' })).toEqual(['The catalog names none']);
	});
});
