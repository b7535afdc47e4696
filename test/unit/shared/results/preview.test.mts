import { describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import { fetchPreview } from '../../../../nodes/shared/results/preview.ts';
import type { WebContext } from '../../../../nodes/shared/files/openAddress.ts';
import { samplePicture } from '../../../support/emulator/samples.mts';

describe('a preview that n8n cannot store', () => {
	it('is told of, and not thrown: the state of the job is what was asked for', async () => {
		const prepareBinaryData = async () => await Promise.reject(new Error('ENOSPC: no space left on device'));
		const api = new Api({ helpers: { prepareBinaryData } } as unknown as WebContext);
		const preview = samplePicture({ width: 8, height: 8 }).toString('base64');
		expect(await fetchPreview(api, preview, 'preview')).toEqual({ problem: 'ENOSPC: no space left on device' });
	});
});
