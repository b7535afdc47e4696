import nock from 'nock';
import { describe, expect, it } from 'vitest';

import { fileAt } from '../../../../../nodes/Deapi/run/build/fileAt.ts';
import { Api } from '../../../../../nodes/shared/api/client.ts';
import { DEFAULT_BASE_URL } from '../../../../../nodes/shared/api/baseUrl.ts';
import { samplePicture } from '../../../../support/emulator/samples.mts';
import { executeContext, simulatedTiming } from '../../../../support/harness/contexts.mts';

const PICTURE = samplePicture({ width: 8, height: 8 });
const TOOL = { type: 'n8n-nodes-deapi.deapiTool' };
const PRIVATE = ['https://127.0.0.1:8443', 'http://10.1.2.3', 'https://deapi.internal'];
const ON_A_NETWORK = ['https://storage.internal', 'https://10.0.0.1', 'https://localhost', 'http://127.0.0.1:9000'];

async function fetched(origin: string, baseUrl: string, node: object = TOOL) {
	const n8n = executeContext({ node, credentials: { baseUrl } });
	return await fileAt(new Api(n8n, simulatedTiming()), 'Image URL', `${origin}/cat.png`);
}

function serve(origin: string) {
	nock(origin)
		.get('/cat.png')
		.reply(200, PICTURE, { 'content-type': 'image/png', 'content-length': String(PICTURE.length) });
}

describe('the file at an address, as a tool', () => {
	it.each(ON_A_NETWORK)('is not fetched from %s, whatever a model says, where deAPI is on the internet', async (origin) => {
		await expect(fetched(origin, DEFAULT_BASE_URL)).rejects.toMatchObject({ parameter: 'Image URL' });
		await expect(fetched(origin, DEFAULT_BASE_URL)).rejects.toThrow(/is not on the internet|is not at an https address/);
	});

	it.each(PRIVATE.flatMap((baseUrl) => ON_A_NETWORK.map((origin) => [origin, baseUrl])))(
		'is fetched from %s where deAPI is at %s, whose results are such files',
		async (origin, baseUrl) => {
			serve(origin);
			expect(await fetched(origin, baseUrl)).toMatchObject({ fileName: 'cat.png', size: PICTURE.length });
		},
	);

	it.each(['http://storage.internal', 'ftp://storage.internal'])('is never fetched from %s', async (origin) => {
		for (const baseUrl of [DEFAULT_BASE_URL, ...PRIVATE])
			await expect(fetched(origin, baseUrl)).rejects.toThrow('is not at an https address');
	});
});

it.each([...ON_A_NETWORK, 'http://storage.internal'])('is fetched from %s as a node, wherever deAPI is', async (origin) => {
	serve(origin);
	expect(await fetched(origin, DEFAULT_BASE_URL, {})).toMatchObject({ fileName: 'cat.png' });
});
