import { describe, expect, it } from 'vitest';

import { dataUriFile, isDataUri } from '../../../../nodes/shared/files/dataUri.ts';

const HELLO = Buffer.from('Hello').toString('base64');

async function read(uri: string) {
	const part = dataUriFile(uri);
	if (!part) return undefined;
	const content = (await part.open()) as Buffer;
	expect(part).toMatchObject({ fileName: 'file', size: content.length });
	expect(await part.open()).toBe(content);
	return { type: part.mimeType, content: content.toString() };
}

describe('a data: URI', () => {
	it.each([`data:,`, `DATA:image/png;base64,`, 'data:'])('is known by its beginning: %s', (uri) => expect(isDataUri(uri)).toBe(true));
	it.each(['', 'data', 'https://data:80/', 'image/png;base64,AAAA', ' data:,'])('is none: %j', (uri) => expect(isDataUri(uri)).toBe(false));

	it.each([
		['base64', `data:text/plain;base64,${HELLO}`, 'text/plain'],
		['base64 with parameters', `data:text/plain;charset=utf-8;base64,${HELLO}`, 'text/plain'],
		['base64 in capitals', `DATA:Text/PLAIN;BASE64,${HELLO}`, 'text/plain'],
		['base64 without its padding', `data:text/plain;base64,${HELLO.replace('=', '')}`, 'text/plain'],
		['base64 in lines', `data:text/plain;base64,${HELLO.slice(0, 4)}\r\n${HELLO.slice(4)}\n`, 'text/plain'],
		['base64 with its padding escaped', `data:text/plain;base64,${HELLO.replace('=', '%3D')}`, 'text/plain'],
		['base64 without a type', `data:;base64,${HELLO}`, ''],
		['blanks around what it says of itself', `data: text/plain ; base64 ,${HELLO}`, 'text/plain'],
		['a plain text', 'data:text/plain,Hello', 'text/plain'],
		['a percent-encoded text', 'data:text/plain,%48ello', 'text/plain'],
		['nothing but the text', 'data:,Hello', ''],
	])('holds a file: %s', async (_form, uri, type) => expect(await read(uri)).toEqual({ type, content: 'Hello' }));

	it('may hold commas, and letters of all the world', async () => {
		expect(await read('data:image/svg+xml;charset=utf-8,%3Csvg%3E,%20ü,%E6%9D%B1')).toEqual({
			type: 'image/svg+xml',
			content: '<svg>, ü,東',
		});
	});

	it('may hold base64 of the kind that addresses use', async () => {
		const content = Buffer.from([0xfb, 0xef, 0xff]);
		const part = dataUriFile(`data:image/png;base64,${content.toString('base64url')}`);
		expect(await part!.open()).toEqual(content);
	});

	it('may be empty, which is for others to refuse', async () => {
		expect(await read('data:image/png;base64,')).toEqual({ type: 'image/png', content: '' });
	});

	it.each([
		['no comma', `data:image/png;base64`],
		['nothing', 'data:'],
		['no comma for very long', `data:image/png${';a=b'.repeat(1_000)},Hello`],
		['other signs than those of base64', 'data:image/png;base64,Hel*lo'],
		['what comes after the padding', `data:image/png;base64,${HELLO}AAAA`],
		['a template that was not filled in', 'data:image/png;base64,{{ $json.image }}'],
		['percent signs that stand for nothing', 'data:text/plain,100%'],
		['bytes that are no text', 'data:text/plain,%ff%fe'],
	])('cannot be read: %s', (_what, uri) => expect(dataUriFile(uri)).toBeUndefined());

	it('may be huge, and is refused in time where it is a bad one', async () => {
		const content = Buffer.alloc(20 * 1024 * 1024, 'x');
		const uri = `data:video/mp4;base64,${content.toString('base64')}`;
		const begin = performance.now();
		expect(dataUriFile(uri)).toMatchObject({ mimeType: 'video/mp4', size: content.length });
		expect(dataUriFile(`${uri}=*`)).toBeUndefined();
		expect(dataUriFile(`data:video/mp4;base64,${' '.repeat(20_000_000)}*`)).toBeUndefined();
		expect(dataUriFile(`data:${';base64'.repeat(3_000_000)}`)).toBeUndefined();
		expect(performance.now() - begin).toBeLessThan(5_000);
	});
});
