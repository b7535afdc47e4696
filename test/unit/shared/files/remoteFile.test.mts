import type { Readable } from 'node:stream';
import type { IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, it, vi } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import type { EgressRules } from '../../../../nodes/shared/files/egress.ts';
import { remoteFile } from '../../../../nodes/shared/files/remoteFile.ts';
import { factsOf } from '../../../../nodes/shared/media/facts.ts';
import type { FilePart } from '../../../../nodes/shared/media/filePart.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { fileSaying } from '../../../support/harness/files.mts';
import type { Answer } from '../../../support/harness/scripted.mts';
import { breaksOff, passTime, scriptedServer, sends, stalls } from '../../../support/harness/scripted.mts';

const RULES: EgressRules = {
	reach: 'any',
	sizeMayBeUnknown: true,
	isSizeBinding: true,
	wording: { what: 'The file', sender: 'the server', whereTo: 'Elsewhere.', later: 'Later.', smaller: 'Smaller.' },
};
const SHORT = fileSaying('a picture');
const LONG = fileSaying('x'.repeat(200_000));
const sizes: Array<[what: string, content: Buffer]> = [
	['short', SHORT],
	['long', LONG],
];

const scripted = scriptedServer();
const asked = () => scripted.server.requests.length;
const fileAt = async (path = '/cat.png', context: IExecuteFunctions = executeContext()) =>
	await remoteFile(new Api(context, simulatedTiming()), `${scripted.server.url}${path}`, RULES);
async function contentOf(part: FilePart): Promise<Buffer> {
	const opened = await part.open();
	return Buffer.isBuffer(opened) ? opened : Buffer.concat(await (opened as Readable).toArray());
}
/** As it is sent, by whoever does not like what comes. */
async function sendOnce(part: FilePart): Promise<unknown> {
	return await contentOf(part).catch((thrown: unknown) => thrown);
}

describe('a file at an address, as a part of a request', () => {
	it.each(sizes)('is fetched once to be looked at, and once each time it is sent, where it is %s', async (_size, content) => {
		scripted.answers = [sends(content, { 'content-type': 'image/x-odd' })];
		const part = await fileAt();
		expect(part).toMatchObject({ fileName: 'cat.png', mimeType: 'image/x-odd', size: content.length });
		expect((await factsOf(part)).format?.name).toBe('PNG');
		expect((await factsOf({ ...part, fileName: 'other' })).format?.name).toBe('PNG');
		expect(asked()).toBe(1);
		for (const sending of [1, 2]) {
			expect(await contentOf(part)).toEqual(content);
			expect(asked()).toBe(1 + sending);
		}
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('is fetched once more to be kept, and then not again, however often it is read', async () => {
		scripted.answers = [sends(LONG)];
		const kept = await (await fileAt()).keep!();
		expect(kept).toMatchObject({ fileName: 'cat.png', size: LONG.length });
		for (let reading = 0; reading < 3; reading++) expect(await contentOf(kept)).toEqual(LONG);
		expect(asked()).toBe(2);
	});

	it('leaves no connection behind where it is opened, and not read', async () => {
		scripted.answers = [stalls(LONG.subarray(0, 100_000), LONG.length)];
		const part = await fileAt();
		expect(await scripted.leftOpen()).toBe(0);
		((await part.open()) as Readable).destroy();
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('ends the connection at once where its sender is waited for', async () => {
		const half = LONG.subarray(0, 100_000);
		scripted.answers = [sends(LONG), stalls(half, LONG.length)];
		const part = await fileAt();
		const stream = (await part.open()) as Readable;
		for (let read = 0; read < half.length; ) read += ((await stream.iterator({ destroyOnReturn: false }).next()).value as Buffer).length;
		void stream.once('readable', () => undefined);
		await scripted.untilAsked(2);
		stream.destroy();
		expect(await scripted.leftOpen()).toBe(0);
		expect(stream.errored).toBeNull();
	});

	it('watches nothing any more that nobody reads', async () => {
		const pass = passTime();
		scripted.answers = [sends(LONG)];
		const part = await fileAt();
		((await part.open()) as Readable).destroy();
		await pass();
		const looks = vi.mocked(AbortSignal.timeout).mock.calls.length;
		await pass();
		await pass();
		expect(vi.mocked(AbortSignal.timeout).mock.calls).toHaveLength(looks);
	});

	it.each(sizes)('is looked at again where it breaks off then: %s', async (_size, content) => {
		scripted.answers = [breaksOff(content.subarray(0, 10), content.length), sends(content)];
		expect((await factsOf(await fileAt())).format?.name).toBe('PNG');
		expect(asked()).toBe(2);
	});

	it.each([404, 410])('is not to be had where the server answers with %i', async (status) => {
		scripted.answers = [(_request, response) => void response.writeHead(status).end()];
		await expect(fileAt()).rejects.toMatchObject({
			message: expect.stringContaining(`status ${status}`),
			details: { accepted: 'no', status },
		});
		expect(asked()).toBe(1);
	});
});

describe('a file that has changed since it was looked at', () => {
	it.each(sizes)('is not sent: %s', async (_size, content) => {
		scripted.answers = [sends(content), sends(Buffer.concat([content, Buffer.from('more')]))];
		const part = await fileAt();
		await expect(part.open()).rejects.toMatchObject({
			message: 'The file could not be downloaded: it has changed since it was looked at',
			details: { accepted: 'no', description: 'Later.' },
		});
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('is not sent where it does not say its size any more', async () => {
		scripted.answers = [sends(SHORT), (_request, response) => void response.write(SHORT, () => response.end())];
		await expect((await fileAt()).open()).rejects.toThrow('it has changed since');
	});
});

describe('a file that breaks off while it is sent', () => {
	const HALF = LONG.subarray(0, 100_000);

	it('says so to whoever sends it, and can be sent again', async () => {
		scripted.answers = [sends(LONG), breaksOff(HALF, LONG.length), sends(LONG)];
		const part = await fileAt();
		expect(await sendOnce(part)).toMatchObject({ message: 'The file could not be downloaded: the connection broke off' });
		expect(await contentOf(part)).toEqual(LONG);
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('is one that stalls as well', async () => {
		const pass = passTime();
		scripted.answers = [sends(LONG), stalls(HALF, LONG.length)];
		const part = await fileAt();
		const sent = sendOnce(part);
		await scripted.untilAsked(2);
		await pass();
		await pass();
		expect(await sent).toMatchObject({ message: 'The file could not be downloaded: nothing came any more' });
		expect(await scripted.leftOpen()).toBe(0);
	});
});

describe('a file that cannot be had for the moment when it is to be sent', () => {
	const answers =
		(status: number): Answer =>
		(_request, response) =>
			void response.writeHead(status).end();

	it('is asked for again', async () => {
		scripted.answers = [sends(LONG), answers(503), answers(429), sends(LONG)];
		const part = await fileAt();
		expect(await contentOf(part)).toEqual(LONG);
		expect(asked()).toBe(4);
	});

	it.each([
		[503, 3],
		[403, 1],
	])('is given up in the end, and nothing was sent: %i', async (status, times) => {
		scripted.answers = [sends(LONG), answers(status)];
		const part = await fileAt();
		await expect(part.open()).rejects.toMatchObject({ details: { accepted: 'no', status } });
		expect(asked()).toBe(1 + times);
	});
});

describe('a file that does not say how large it is', () => {
	const chunked = (content: Buffer) => [
		(_request: unknown, response: { write(content: Buffer, then: () => void): void; end(): void }) =>
			void response.write(content, () => response.end()),
	];

	it.each(sizes)('goes into n8n’s binary store, and is fetched once for all: %s', async (_size, content) => {
		scripted.answers = chunked(content);
		const part = await fileAt();
		expect(part).toMatchObject({ fileName: 'cat.png', size: content.length });
		expect((await factsOf(part)).format?.name).toBe('PNG');
		for (let sending = 0; sending < 2; sending++) expect(await contentOf(part)).toEqual(content);
		expect(asked()).toBe(1);
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('is streamed from there where n8n keeps it elsewhere', async () => {
		const context = executeContext();
		Object.assign(context.helpers, {
			prepareBinaryData: async (_content: unknown, fileName: string, mimeType?: string) => {
				await (_content as Readable).toArray();
				return { id: 'filesystem-v2:1', data: 'filesystem-v2', fileName, mimeType };
			},
			getBinaryMetadata: async () => ({ fileSize: LONG.length }),
			getBinaryStream: async (id: string) => Buffer.from(`from ${id}`),
		});
		scripted.answers = chunked(LONG);
		const part = await fileAt('/', context);
		expect(part).toMatchObject({ fileName: 'file', size: LONG.length, mimeType: '' });
		expect(String(await part.open())).toBe('from filesystem-v2:1');
	});

	it('fails where n8n cannot keep it, with n8n’s own words', async () => {
		const context = executeContext();
		const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
		Object.assign(context.helpers, { prepareBinaryData: async () => await Promise.reject(full) });
		scripted.answers = chunked(LONG);
		await expect(fileAt('/cat.png', context)).rejects.toThrow('no space left on device');
		expect(asked()).toBe(1);
		expect(await scripted.leftOpen()).toBe(0);
	});
});

describe('the name of a file at an address', () => {
	it.each([
		['/uploads/cat.png', 'cat.png'],
		['/cat.png?signature=do-not-tell#part', 'cat.png'],
		['/my%20best%20cat.png', 'my best cat.png'],
		['/G%C3%BCnther.png', 'Günther.png'],
		['/100%.png', '100%.png'],
		['/%ff%fe.png', '%ff%fe.png'],
		['/', 'file'],
		['/folder/', 'file'],
		['/..%2f..%2fetc%2fpasswd', 'passwd'],
		['/a%22b%0D%0Ac.png', 'a_b__c.png'],
		['/%2e%2e', 'file'],
	])('comes from it: %s', async (path, name) => {
		scripted.answers = [sends(SHORT)];
		expect((await fileAt(path)).fileName).toBe(name);
	});

	it('comes from where it was found in the end', async () => {
		scripted.answers = [(_request, response) => void response.writeHead(302, { location: '/there/dog.png' }).end(), sends(SHORT)];
		expect((await fileAt('/cat.png')).fileName).toBe('dog.png');
	});
});
