import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import FormData from 'form-data';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { toMultipart } from '../../../../nodes/shared/api/requestBody.ts';
import type { RequestBody } from '../../../../nodes/shared/api/requestBody.ts';

const file = (open: () => Promise<Buffer | Readable>, size: number) => ({ fileName: 'my "cat".png', mimeType: 'image/png', size, open });

const sent = async (body: RequestBody) => await text((await toMultipart(body)).form.pipe(new PassThrough()));

describe('toMultipart', () => {
	it('writes texts, numbers, and booleans as 1 and 0', async () => {
		const { form } = await toMultipart({ model: 'Ben2', steps: 4, include_ts: true, diarize: false });
		const body = form.getBuffer().toString();
		expect(body).toMatch(/name="model"\r\n\r\nBen2\r\n/);
		expect(body).toMatch(/name="steps"\r\n\r\n4\r\n/);
		expect(body).toMatch(/name="include_ts"\r\n\r\n1\r\n/);
		expect(body).toMatch(/name="diarize"\r\n\r\n0\r\n/);
	});

	it('streams a file and knows the length of the body beforehand', async () => {
		const { form } = await toMultipart({ image: file(async () => Readable.from([Buffer.from('12345')]), 5) });
		const length = form.getLengthSync();
		const body = await text(form.pipe(new PassThrough()));
		expect(body).toContain('filename="my _cat_.png"');
		expect(body).toContain('Content-Type: image/png\r\n\r\n12345\r\n');
		expect(Buffer.byteLength(body)).toBe(length);
	});

	it('opens the file anew for every attempt', async () => {
		let opened = 0;
		const body = { image: file(async () => Readable.from([`${++opened}`]), 1) };
		expect(await sent(body)).toContain('\r\n\r\n1\r\n');
		expect(await sent(body)).toContain('\r\n\r\n2\r\n');
	});
});

/** As form-data 4.0.0 does it, which n8n 1 brings: names as they are. */
function likeOldVersions() {
	const internals = FormData.prototype as unknown as { _getContentDisposition(value: unknown, options: { filename?: string }): string };
	return vi.spyOn(internals, '_getContentDisposition').mockImplementation((_value, { filename }) => `filename="${filename}"`);
}

describe.each([
	['of this version of form-data', () => undefined],
	['of one that escapes nothing', likeOldVersions],
])('the header of a part, %s', (_version, arrange) => {
	afterEach(() => vi.restoreAllMocks());

	it.each([
		['quotes', 'my "cat".png', 'image/png'],
		['line breaks in the name', 'cat\r\nX-Injected: yes\r\n\r\nINJECTED".png', 'image/png'],
		['line breaks in the type', 'cat.png', 'image/png\r\nX-Injected: yes\r\n\r\nINJECTED'],
		['other signs that end a line', 'a\0b\x0bc\x0cd\x85e\n.png', 'image/png\n'],
	])('stays one, and says one name and one type: %s', async (_what, fileName, mimeType) => {
		const disposition = arrange();
		const { form } = await toMultipart({ image: { ...file(async () => Buffer.from('12345'), 5), fileName, mimeType } });
		const body = form.getBuffer().toString();
		if (disposition) expect(disposition).toHaveBeenCalled();
		const [, head] = new RegExp(`^--${form.getBoundary()}\r\n(.*?)\r\n\r\n12345\r\n--${form.getBoundary()}--\r\n$`, 's').exec(body) ?? [];
		expect(head?.split('\r\n')).toHaveLength(2);
		expect(head).toMatch(/^Content-Disposition: form-data; name="image"; filename="[^"\p{Cc}]*"\r\nContent-Type: [^"\p{Cc}]*$/u);
	});
});

describe('the boundary of a body', () => {
	it('is long and another one each time, and nothing that Math.random tells', async () => {
		vi.spyOn(Math, 'random').mockReturnValue(0.5);
		const boundaries = await Promise.all(Array.from({ length: 20 }, async () => (await toMultipart({ a: 1 })).form.getBoundary()));
		vi.restoreAllMocks();
		expect(new Set(boundaries).size).toBe(20);
		for (const boundary of boundaries) expect(boundary).toMatch(/^deapi-[0-9a-f]{48}$/);
	});
});

describe('what was opened for a body', () => {
	it.each([1, 3])('is closed where %i files were opened and one cannot be', async (count) => {
		const opened = Array.from({ length: count }, () => Readable.from(['x']));
		const files = opened.map((stream) => file(async () => stream, 1));
		const gone = file(async () => await Promise.reject(new Error('gone')), 1);
		await expect(toMultipart({ images: [...files, gone] })).rejects.toThrow('gone');
		expect(opened.every(({ destroyed }) => destroyed)).toBe(true);
	});

	it('is closed on demand, and tells whether it broke off', async () => {
		const [whole, broken] = [Readable.from(['x']), Readable.from(['x'])];
		const body = await toMultipart({
			images: [file(async () => whole, 1), file(async () => broken, 1), file(async () => Buffer.from('x'), 1)],
		});
		expect(body.hasBrokenOff()).toBe(false);
		broken.on('error', () => undefined).destroy(new Error('broken'));
		body.form.on('error', () => undefined);
		expect(body.hasBrokenOff()).toBe(true);
		body.close();
		expect(whole.destroyed).toBe(true);
	});
});
