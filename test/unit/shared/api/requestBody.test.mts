import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

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
