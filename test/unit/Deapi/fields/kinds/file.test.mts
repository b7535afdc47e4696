import { describe, expect, it } from 'vitest';

import { file } from '../../../../../nodes/Deapi/fields/kinds/file.ts';
import { samplePicture } from '../../../../support/emulator/samples.mts';
import { fileItself, fileNamesIn, refusalOf, writeField } from '../../../../support/harness/fields.mts';

type Options = Parameters<typeof file>[0];

const picture = (more: Partial<Options> = {}) => file({ api: 'image', media: ['image'], description: '', ...more });
const pictures = picture({ several: { api: 'images', limit: 'input_images' } });

const png = (fileName: string, width = 64, height = 64) => ({
	fileName,
	mimeType: 'image/png',
	content: samplePicture({ width, height }),
});
const files = { data: png('a.png'), other: png('b.png'), notes: { fileName: 'notes.txt', mimeType: 'text/plain' } };
const item = { files };

describe('a file', () => {
	it('is sent from the input field that is named', async () => {
		expect(fileNamesIn(await writeField(picture(), ' data ', { item }))).toEqual({ image: 'a.png' });
	});

	it('may be the file itself, which an expression takes from another node', async () => {
		expect(fileNamesIn(await writeField(picture(), fileItself(files.other)))).toEqual({ image: 'b.png' });
		expect(fileNamesIn(await writeField(picture(), [fileItself(files.other)]))).toEqual({ image: 'b.png' });
	});

	it.each([
		[undefined, ''],
		[null, ''],
		['', ''],
		[' ', ''],
		[[], ''],
		['photo', 'photo'],
		['data,other', 'data,other'],
		[5, '5'],
	])('is looked for by the name that %j is, and missed under its label', async (given, name) => {
		expect(await refusalOf(picture({ label: 'Picture' }), given, { item })).toMatchObject({
			parameter: 'Picture',
			message: `There is no file ${JSON.stringify(name)}`,
		});
	});

	it.each([NaN, Infinity, [['data']]])('is not looked for by %j, which is no name', async (given) => {
		expect(await refusalOf(picture({ label: 'Picture' }), given, { item })).toMatchObject({
			parameter: 'Picture',
			message: expect.stringMatching(/^"Picture" is .+, not a text$/),
		});
	});

	it.each([undefined, null, '', ' ', []])('is left out where it is optional and none is named: %j', async (given) => {
		expect(await writeField(picture({ optional: true }), given, { item })).toEqual({});
	});

	it('is missed where it is optional, and named', async () => {
		expect((await refusalOf(picture({ optional: true }), 'photo', { item })).parameter).toBe('Input Data Field Name');
	});

	it('is not even looked for where the model does not take it', async () => {
		const field = picture({ feature: 'supports_image' });
		for (const given of ['data', 'photo', 'notes', undefined]) {
			expect(await writeField(field, given, { item, model: { features: { supports_image: false } } })).toEqual({});
		}
		expect(fileNamesIn(await writeField(field, 'data', { item, model: { features: { supports_image: true } } }))).toEqual({
			image: 'a.png',
		});
		expect(fileNamesIn(await writeField(field, 'data', { item }))).toEqual({ image: 'a.png' });
	});
});

describe('the type of a file', () => {
	it.each<[string, Options['media']]>([
		['image/svg+xml', ['image']],
		['video/mp4', ['audio', 'video']],
		['audio/mpeg', ['audio', 'video']],
		['application/octet-stream', ['video']],
	])('may be %s for %j', async (mimeType, media) => {
		const { image } = await writeField(picture({ media }), 'data', { item: { files: { data: { mimeType } } } });
		expect(image).toMatchObject({ mimeType });
	});

	it.each<[string, Options['media'], string]>([
		['text/plain', ['image'], 'an image'],
		['audio/mpeg', ['video'], 'a video'],
		['image/png', ['audio', 'video'], 'an audio file or a video'],
	])('may not be %s for %j', async (mimeType, media, wanted) => {
		expect(await refusalOf(picture({ media }), 'data', { item: { files: { data: { mimeType, fileName: 'x' } } } })).toEqual({
			parameter: 'Input Data Field Name',
			message: `The file "x" in "Input Data Field Name" is ${mimeType}, not ${wanted}`,
			remedy: `Use ${wanted}. If it is one, its MIME type was set wrongly by an earlier node.`,
		});
	});

	it('is told of a file without a name as well', async () => {
		const { message } = await refusalOf(picture(), 'data', { item: { files: { data: { mimeType: 'text/plain' } } } });
		expect(message).toBe('The file "file.bin" in "Input Data Field Name" is text/plain, not an image');
	});
});

describe('several files', () => {
	it.each<[string, unknown]>([
		['names with commas', 'data, other'],
		['names with commas too many', ',data,, other,'],
		['a list of names', ['data', ' other ']],
		['a list of files', [fileItself(files.data), fileItself(files.other)]],
		['a list of both', ['data', fileItself(files.other)]],
	])('are sent in their order: %s', async (_what, given) => {
		expect(fileNamesIn(await writeField(pictures, given, { item }))).toEqual({ images: ['a.png', 'b.png'] });
	});

	it.each<[string, unknown]>([
		['its name', 'data'],
		['a list of it', ['data']],
		['the file itself', fileItself(files.data)],
	])('are sent as one where there is one: %s', async (_what, given) => {
		expect(fileNamesIn(await writeField(pictures, given, { item }))).toEqual({ image: 'a.png' });
	});

	it.each([undefined, null, '', ' , ', []])('are missed where none is named: %j', async (given) => {
		expect(await refusalOf(pictures, given, { item })).toMatchObject({
			parameter: 'Input Data Field Name(s)',
			message: 'There is no file ""',
		});
	});

	it('are checked, every one of them', async () => {
		expect((await refusalOf(pictures, 'data,photo', { item })).message).toBe('There is no file "photo"');
		expect((await refusalOf(pictures, 'data,notes', { item })).message).toContain('"notes.txt"');
	});

	it('are as many as the model takes', async () => {
		const model = { limits: { max_input_images: 2 } };
		expect(fileNamesIn(await writeField(pictures, 'data,other', { item, model }))).toEqual({ images: ['a.png', 'b.png'] });
		expect(await refusalOf(pictures, 'data,other,data', { item, model })).toEqual({
			parameter: 'Input Data Field Name(s)',
			message: '"Input Data Field Name(s)" names 3 files, which the model Sketcher cannot do',
			remedy: 'Use at most 2.',
		});
	});
});

/** A sound that is this long, of a thousand samples a second with a byte each. */
function wav(seconds: number): Buffer {
	const header = Buffer.alloc(44);
	header.write('RIFF\0\0\0\0WAVEfmt ');
	header.writeUInt32LE(16, 16);
	[1, 1].forEach((value, index) => header.writeUInt16LE(value, 20 + index * 2));
	[1000, 1000].forEach((value, index) => header.writeUInt32LE(value, 24 + index * 4));
	[1, 8].forEach((value, index) => header.writeUInt16LE(value, 32 + index * 2));
	header.write('data', 36);
	header.writeUInt32LE(seconds * 1000, 40);
	header.writeUInt32LE(36 + seconds * 1000, 4);
	return Buffer.concat([header, Buffer.alloc(seconds * 1000)]);
}

describe('what a file tells of itself', () => {
	const sized = picture({ bounded: ['size'] });
	const timed = picture({ api: 'sound', media: ['audio'], bounded: ['duration'] });
	const model = { limits: { min_width: 64, max_width: 96, min_height: 32, max_height: 80, max_duration: 3 } };
	const write = async (field: typeof sized, data: { mimeType: string; content: Buffer }) =>
		await writeField(field, 'data', { item: { files: { data } }, model });

	it.each([
		[64, 32],
		[96, 80],
	])('may be %i × %i pixels, an end of what the model can do', async (width, height) => {
		expect(await write(sized, png('a.png', width, height))).toHaveProperty('image');
	});

	it.each([
		[63, 64, '63 pixels wide', 'Use 64 to 96 pixels.'],
		[97, 64, '97 pixels wide', 'Use 64 to 96 pixels.'],
		[64, 31, '31 pixels high', 'Use 32 to 80 pixels.'],
		[64, 81, '81 pixels high', 'Use 32 to 80 pixels.'],
	])('may not be %i × %i pixels', async (width, height, finding, remedy) => {
		expect(await refusalOf(sized, 'data', { item: { files: { data: png('a.png', width, height) } }, model })).toEqual({
			parameter: 'Input Data Field Name',
			message: `The file "a.png" in "Input Data Field Name" is ${finding}, which the model Sketcher cannot do`,
			remedy,
		});
	});

	it('may be as many seconds as the model takes, and no more', async () => {
		const sound = (seconds: number) => ({ fileName: 'a.wav', mimeType: 'audio/wav', content: wav(seconds) });
		expect(await write(timed, sound(3))).toHaveProperty('sound');
		expect(await refusalOf(timed, 'data', { item: { files: { data: sound(4) } }, model })).toEqual({
			parameter: 'Input Data Field Name',
			message: 'The file "a.wav" in "Input Data Field Name" is 4 seconds long, which the model Sketcher cannot do',
			remedy: 'Use at most 3 seconds.',
		});
	});

	it.each([
		[3.024, true],
		[3.5, true],
		[3.501, false],
	])('may be half a second longer, which containers add: %d seconds', async (seconds, isFine) => {
		const sound = { fileName: 'a.wav', mimeType: 'audio/wav', content: wav(seconds) };
		if (isFine) expect(await write(timed, sound)).toHaveProperty('sound');
		else
			expect((await refusalOf(timed, 'data', { item: { files: { data: sound } }, model })).message).toContain(`is ${seconds} seconds long`);
	});

	it('is for the API to judge where it cannot be read, or the field does not ask', async () => {
		expect(await write(sized, { mimeType: 'image/png', content: Buffer.from([0x9f, 0, 1, 2]) })).toHaveProperty('image');
		expect(await write(picture(), png('a.png', 8, 8))).toHaveProperty('image');
		expect(await writeField(sized, 'data', { item: { files: { data: png('a.png', 8, 8) } } })).toHaveProperty('image');
	});

	it('is checked of every one of several', async () => {
		const field = picture({ bounded: ['size'], several: { api: 'images', limit: 'input_images' } });
		const two = { files: { data: png('a.png'), other: png('b.png', 8, 8) } };
		expect((await refusalOf(field, 'data,other', { item: two, model })).message).toContain('The file "b.png"');
	});
});
