import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { Api } from '../../../../nodes/shared/api/client.ts';
import { ApiError } from '../../../../nodes/shared/api/errors.ts';
import type { EgressRules } from '../../../../nodes/shared/files/egress.ts';
import { useAddress } from '../../../../nodes/shared/files/openAddress.ts';
import type { Opened } from '../../../../nodes/shared/files/openAddress.ts';
import { executeContext, simulatedTiming } from '../../../support/harness/contexts.mts';
import { breaksOff, passTime, scriptedServer, sends, stalls } from '../../../support/harness/scripted.mts';

const RULES: EgressRules = {
	reach: 'any',
	wording: { what: 'The file', sender: 'the server', whereTo: 'Elsewhere.', later: 'Later.', smaller: 'Smaller.' },
};
const LARGE = Buffer.alloc(200_000, 'x');

const scripted = scriptedServer();
const read = async ({ whole }: Opened) => (Buffer.isBuffer(whole) ? whole : Buffer.concat(await whole.toArray()));
const use = async (how: (opened: Opened, isLast: boolean) => Promise<unknown> = read, rules = RULES) =>
	await useAddress(new Api(executeContext(), simulatedTiming()), `${scripted.server.url}/file.bin`, rules, how);
async function failing(...how: Parameters<typeof use>): Promise<ApiError> {
	const error: unknown = await use(...how).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ApiError);
	expect((error as ApiError).details.accepted).toBe('no');
	return error as ApiError;
}
describe('a file at an address', () => {
	it.each([
		['that is short', Buffer.from('short')],
		['that is long', LARGE],
		['that is empty', Buffer.alloc(0)],
	])('%s is there from its first byte on', async (_what, content) => {
		scripted.answers = [sends(content, { 'content-type': 'Image/PNG; charset=binary' })];
		const opened = await use(async ({ head, size, mimeType, ...rest }) => ({
			head: head.subarray(0, 4096).equals(content.subarray(0, 4096)),
			size,
			mimeType,
			whole: await read({ head, size, mimeType, ...rest }),
		}));
		expect(opened).toEqual({ head: true, size: content.length, mimeType: 'image/png', whole: content });
	});

	it('is told by its beginning also where that comes byte by byte', async () => {
		scripted.answers = [
			(_request, response) => {
				void (async () => {
					for (const byte of 'byte by byte') {
						response.write(byte);
						await delay(1);
					}
					response.end();
				})();
			},
		];
		expect(await use(async ({ head, size }) => [head.toString(), size])).toEqual(['byte by byte', undefined]);
	});

	it('is unpacked where it was packed, but for those who count on its size', async () => {
		scripted.answers = [sends(gzipSync(LARGE), { 'content-encoding': 'gzip' })];
		expect(await use()).toEqual(LARGE);
		expect((await failing(read, { ...RULES, isSizeBinding: true })).message).toContain('it has another size than its sender says');
		scripted.answers = [sends('packed', { 'content-encoding': 'some-other' })];
		expect(await use(async ({ size }) => size)).toBeUndefined();
	});

	it('is opened again where it breaks off, stops short of its size, or cannot be had for the moment', async () => {
		scripted.answers = [
			breaksOff(LARGE.subarray(9), LARGE.length),
			(_request, response) => void response.writeHead(503).end(),
			sends(LARGE),
		];
		expect(await use()).toEqual(LARGE);
		expect(scripted.server.requests).toHaveLength(3);
	});

	it('is not opened again where it does not exist', async () => {
		scripted.answers = [(_request, response) => void response.writeHead(404).end('no')];
		expect((await failing()).details.status).toBe(404);
		expect(scripted.server.requests).toHaveLength(1);
	});

	it('is not opened again where the person who asks is wrong', async () => {
		scripted.answers = [sends('x')];
		await expect(
			use(async () => {
				throw new TypeError('a fault of the code');
			}),
		).rejects.toThrow('a fault of the code');
		expect(scripted.server.requests).toHaveLength(1);
	});

	it.each([301, 302, 303, 307, 308])('is looked for where a %i sends on to, each address being judged', async (status) => {
		scripted.answers = [(_request, response) => void response.writeHead(status, { location: '/there?a=1' }).end(), sends('there')];
		expect(String(await use())).toBe('there');
		expect(scripted.server.requests).toEqual(['GET /file.bin', 'GET /there?a=1']);

		scripted.answers = [(_request, response) => void response.writeHead(status, { location: 'file:///etc/passwd' }).end()];
		expect((await failing()).message).toBe('The file was not downloaded: its address is none of the web');
		scripted.answers = [(_request, response) => void response.writeHead(status, { location: 'http://10.0.0.1/' }).end()];
		const secure = await failing(read, { ...RULES, reach: 'secure' });
		expect(secure.message).toBe('The file was not downloaded: it is not at an https address');
	});

	it('is given up where it sends on and on, and where it sends on to nowhere', async () => {
		scripted.answers = [(request, response) => void response.writeHead(302, { location: request.url }).end()];
		expect((await failing()).message).toContain('redirects again and again');
		expect(scripted.server.requests).toHaveLength(6);
		scripted.answers = [(_request, response) => void response.writeHead(302).end()];
		expect((await failing()).details.status).toBe(302);
	});
});

describe('a body that stalls', () => {
	it.each([
		['after its headers', Buffer.alloc(0)],
		['in its first bytes', LARGE.subarray(0, 10)],
		['in the middle', LARGE.subarray(0, 100_000)],
	])('%s is given up after a while, and opened again', async (_where, content) => {
		const pass = passTime();
		scripted.answers = [stalls(content, LARGE.length), sends(LARGE)];
		const done = use();
		await scripted.untilAsked(1);
		// One look sees that nothing has come since the look before.
		await pass();
		await pass();
		expect(await done).toEqual(LARGE);
		expect(scripted.server.requests).toHaveLength(2);
	});

	it('fails in the end, and leaves no connection behind', async () => {
		const pass = passTime();
		scripted.answers = [stalls(LARGE.subarray(0, 100_000), LARGE.length)];
		const ended = failing();
		for (let attempt = 1; attempt <= 3; attempt++) {
			await scripted.untilAsked(attempt);
			await pass();
			await pass();
		}
		expect((await ended).message).toBe('The file could not be downloaded: nothing came any more');
		expect(await scripted.leftOpen()).toBe(0);
	});

	it('is not one whose bytes nobody takes', async () => {
		const pass = passTime();
		scripted.answers = [sends(Buffer.alloc(2_000_000, 'y'))];
		const length = await use(async ({ whole }) => {
			let read = 0;
			for await (const chunk of whole as AsyncIterable<Buffer>) {
				read += chunk.length;
				if (read < 200_000) {
					await pass();
					await pass();
				}
			}
			return read;
		});
		expect(length).toBe(2_000_000);
	});
});

describe('a file that is too large', () => {
	const rules = { ...RULES, largest: 150_000 };

	it('is refused unread where it says so, and broken off where it does not', async () => {
		scripted.answers = [sends(LARGE)];
		expect((await failing(read, rules)).message).toBe('The file was not downloaded: it has 0.2 MB, and the limit is 0.2 MB');
		scripted.answers = [(_request, response) => void response.write(LARGE, () => response.end())];
		expect((await failing(read, rules)).message).toContain('does not say its size');
		expect((await failing(read, { ...rules, sizeMayBeUnknown: true })).message).toContain('has more than');
		expect(scripted.server.requests).toHaveLength(3);
	});
});

it('leaves no connection behind where a file is not read', async () => {
	scripted.answers = [sends(LARGE)];
	await use(async () => undefined);
	expect(await scripted.leftOpen()).toBe(0);
});
