import { Readable } from 'node:stream';
import type { IBinaryData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { storedFile } from '../../../../nodes/shared/files/storedFile.ts';
import type { StoreContext } from '../../../../nodes/shared/files/storedFile.ts';

/** n8n's store, and how often it was asked for what. */
function store(content = 'from the store') {
	const asked: string[] = [];
	const context: StoreContext = {
		helpers: {
			getBinaryMetadata: async (id) => {
				asked.push(`metadata of ${id}`);
				return { fileSize: content.length } as never;
			},
			getBinaryStream: async (id) => {
				asked.push(`content of ${id}`);
				return Readable.from([content]);
			},
		},
	};
	return { asked, context };
}

const inItem = (more: object = {}) =>
	({ data: Buffer.from('a picture').toString('base64'), mimeType: 'image/png', ...more }) as IBinaryData;
const inStore = (more: object = {}) => inItem({ id: 'filesystem-v2:1', data: 'filesystem-v2', ...more });

describe('a file of an item', () => {
	it('is read from the item where n8n keeps it there, as often as it is sent', async () => {
		const { asked, context } = store();
		const part = await storedFile(context, inItem());
		expect(part).toMatchObject({ mimeType: 'image/png', size: 9 });
		for (let sending = 0; sending < 2; sending++) expect(String(await part.open())).toBe('a picture');
		expect(asked).toEqual([]);
	});

	it('is streamed from the store anew each time, and not before it is sent', async () => {
		const { asked, context } = store();
		const part = await storedFile(context, inStore());
		expect(part).toMatchObject({ mimeType: 'image/png', size: 14 });
		expect(asked).toEqual(['metadata of filesystem-v2:1']);
		const [first, second] = [await part.open(), await part.open()];
		expect(first).not.toBe(second);
		expect(await (second as Readable).toArray()).toEqual(['from the store']);
	});

	it('may be empty, which is for others to refuse', async () => {
		expect((await storedFile(store('').context, inStore())).size).toBe(0);
		expect((await storedFile(store().context, inItem({ data: '' }))).size).toBe(0);
	});

	it.each([
		[{ fileName: 'cat.png', fileExtension: 'jpg' }, 'cat.png'],
		[{ fileExtension: 'jpg' }, 'file.jpg'],
		[{ fileName: '', fileExtension: '' }, 'file.bin'],
		[{}, 'file.bin'],
		[{ fileName: '../../etc/passwd' }, 'passwd'],
		[{ fileExtension: '../x' }, 'x'],
		[{ fileName: 'a\r\nb".png' }, 'a__b_.png'],
	])('has a name that can be sent, whatever n8n knows of it: %j', async (binary, name) => {
		expect((await storedFile(store().context, inItem(binary))).fileName).toBe(name);
		expect((await storedFile(store().context, inStore(binary))).fileName).toBe(name);
	});

	it.each([undefined, ''])('may have no type: %j', async (mimeType) => {
		expect((await storedFile(store().context, inItem({ mimeType }))).mimeType).toBe('');
	});
});
