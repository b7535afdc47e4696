/** How a download ends that brings nothing: on real connections, of which none may be left. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import { downloadResult } from '../../../../nodes/shared/results/download.ts';
import type { DownloadOptions } from '../../../../nodes/shared/results/download.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { fileSaying } from '../../../support/harness/files.mts';
import { scriptedServer, sends, stalls } from '../../../support/harness/scripted.mts';

const LONG = fileSaying('x'.repeat(200_000));
const HALF = LONG.subarray(0, 100_000);
const PAGE = Buffer.from(`<!doctype html><html><body>${'Sign in. '.repeat(12_000)}</body></html>`);

const scripted = scriptedServer();
const download = async (more: Partial<DownloadOptions> = {}, context: IExecuteFunctions = executeContext()) =>
	await downloadResult(new Api(context, simulatedTiming()), `${scripted.server.url}/r1.png`, {
		result: 'image',
		fileName: 'deapi-r1',
		...more,
	});
async function failing(...how: Parameters<typeof download>): Promise<ApiError> {
	const error: unknown = await download(...how).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ApiError);
	return error as ApiError;
}

/** n8n whose store fails, before it has read anything or after. */
function failingStore(code: string, reads: 'all' | 'nothing' | 'some'): IExecuteFunctions {
	const context = executeContext();
	const prepareBinaryData = async (content: AsyncIterable<Buffer>) => {
		if (reads === 'some') for await (const _chunk of content) break;
		if (reads === 'all') for await (const _chunk of content);
		throw Object.assign(new Error(`${code}: the store has trouble`), { code });
	};
	Object.assign(context.helpers, { prepareBinaryData });
	return context;
}

describe('trouble of n8n’s own store', () => {
	it.each([
		['ENOSPC', 'nothing'],
		['ENOSPC', 'some'],
		['EACCES', 'all'],
		['AccessDenied', 'some'],
	] as const)('is called by its name, and fetches the file once: %s, having read %s', async (code, reads) => {
		scripted.answers = [reads === 'all' ? sends(LONG) : stalls(HALF, LONG.length)];
		const error = await failing({}, failingStore(code, reads));
		expect(error.message).toBe(`n8n could not store the result (${code}): ${code}: the store has trouble`);
		expect(error.details.description).toContain('Check the binary data storage of this n8n instance');
		expect(scripted.server.requests).toHaveLength(1);
		expect(await scripted.leftOpen()).toBe(0);
	});
});

describe('what is no result', () => {
	it('leaves no connection behind, however large it is', async () => {
		scripted.answers = [stalls(PAGE, PAGE.length * 2)];
		expect((await failing()).message).toBe('The result could not be downloaded: the storage sent a web page in its place');
		expect(scripted.server.requests).toHaveLength(3);
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('may be gone a moment later', async () => {
		scripted.answers = [sends(PAGE), sends(''), sends(LONG)];
		expect((await download()).binary?.fileName).toBe('deapi-r1.png');
		expect(scripted.server.requests).toHaveLength(3);
	});
});

it('looks at a file that is not wanted, and leaves no connection behind', async () => {
	scripted.answers = [stalls(HALF, LONG.length)];
	expect(await download({ noFile: true })).toEqual({});
	expect(await scripted.leftOpen()).toBe(0);
});
