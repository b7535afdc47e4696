import { Readable } from 'node:stream';

import type { IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { Field } from '../../../../../nodes/Deapi/fields/field.ts';
import { Api } from '../../../../../nodes/shared/api/client.ts';
import { itemParameters } from '../../../../../nodes/Deapi/run/build/parameters.ts';
import { executeContext } from '../../../../support/harness/contexts.mts';
import type { ContextOptions } from '../../../../support/harness/contexts.mts';

/** Those of an item of Image > Generate. */
const read = (parameters: object, items?: ContextOptions['items'], index = 0) =>
	itemParameters(contextOf(executeContext({ parameters: parameters as never, items })), index);
const contextOf = (n8n: IExecuteFunctions) => ({ n8n, api: new Api(n8n) });
const field = (name: string, optional?: boolean): Field => ({ name, label: '', api: [], optional, properties: [], write: () => ({}) });

describe('the parameters of an item', () => {
	it.each([
		['={{ null }}', undefined],
		['={{ $json.nowhere }}', undefined],
		['', ''],
		[0, 0],
		[false, false],
		['={{ [1, 2] }}', [1, 2]],
	])('are undefined only where there is nothing: %j', (given, value) => {
		expect(read({ prompt: given }).raw('prompt')).toEqual(value);
		expect(read({ options: { seed: given } }).raw('options.seed')).toEqual(value);
	});

	it('are undefined where the option was not added, or holds nothing', () => {
		for (const options of [undefined, {}, { seed: null }]) expect(read({ options }).raw('options.seed')).toBeUndefined();
	});

	it('are found under Options where the field is optional', () => {
		const item = read({ prompt: 'a cat', seed: 1, options: { prompt: 'a dog', seed: 2 } });
		expect(item.get(field('prompt'))).toBe('a cat');
		expect(item.get(field('seed', true))).toBe(2);
		expect(read({ seed: 1 }).get(field('seed', true))).toBeUndefined();
	});

	it('are resolved for that item', () => {
		const items = [{ json: { text: 'first' } }, { json: { text: 'second' } }];
		expect(read({ prompt: '={{ $json.text }}' }, items, 1).raw('prompt')).toBe('second');
	});
});

describe('the file of an item', () => {
	const data = Buffer.from('a picture').toString('base64');
	const fileOf = async (binary: object) =>
		await read({}, [{ json: {}, binary: { data: { data, mimeType: 'image/png', ...binary } } as never }]).file('File', 'data');

	it.each([
		[{ fileName: 'cat.png', fileExtension: 'jpg' }, 'cat.png'],
		[{ fileExtension: 'jpg' }, 'file.jpg'],
		[{}, 'file.bin'],
	])('has a name, whatever n8n knows of it: %j', async (binary, name) => {
		expect((await fileOf(binary)).fileName).toBe(name);
	});

	it.each([{ mimeType: 5 }, { data: null }, { data: undefined }, { fileName: {} }, { id: 5 }])(
		'is none where n8n could not have made it: %j',
		async (odd) => {
			await expect(fileOf(odd)).rejects.toMatchObject({ parameter: 'File', message: expect.stringContaining('There is no file in') });
			const itself = { data, mimeType: 'image/png', ...odd } as never;
			await expect(read({}).file('File', itself)).rejects.toMatchObject({
				parameter: 'File',
				message: expect.stringMatching(/, not a file$/),
			});
		},
	);

	it.each(['constructor', '__proto__', 'toString'])('is none by a name that every object has: %s', async (name) => {
		const items = [{ json: {}, binary: { data: { data, mimeType: 'image/png' } } }];
		await expect(read({}, items).file('File', name)).rejects.toMatchObject({
			parameter: 'File',
			message: `There is no file in the input field "${name}" that "File" names`,
		});
	});

	it('can be read as often as it has to be sent', async () => {
		const part = await fileOf({});
		expect(part).toMatchObject({ size: 9, mimeType: 'image/png' });
		for (let sending = 0; sending < 2; sending++) expect(String(await part.open())).toBe('a picture');
	});

	it('is streamed anew each time where n8n keeps it elsewhere', async () => {
		const binary = { data: 'filesystem-v2', id: 'filesystem-v2:1', mimeType: 'image/png', fileName: 'cat.png' };
		const n8n = executeContext();
		Object.assign(n8n.helpers, {
			getBinaryMetadata: async () => ({ fileSize: 9 }),
			getBinaryStream: async (id: string) => Readable.from([`a picture of ${id}`]),
		});
		const part = await itemParameters(contextOf(n8n), 0).file('File', binary);
		expect(part).toMatchObject({ fileName: 'cat.png', mimeType: 'image/png', size: 9 });
		const [first, second] = [await part.open(), await part.open()];
		expect(first).not.toBe(second);
		expect(await (second as Readable).toArray()).toEqual(['a picture of filesystem-v2:1']);
	});
});
