import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';

import { factsOf } from '../../../../nodes/shared/media/facts.ts';
import type { FilePart } from '../../../../nodes/shared/media/filePart.ts';
import { fileSaying } from '../../../support/harness/files.mts';

const PICTURE = fileSaying('a picture');
const broken = () =>
	Readable.from(
		(async function* () {
			yield PICTURE.subarray(0, 4);
			throw new Error('the source broke off');
		})(),
	);

/** A file, and how often it was opened. */
function counted(open: (times: number) => Buffer | Readable = () => PICTURE) {
	const seen = { times: 0 };
	const part: FilePart = { fileName: 'cat.png', mimeType: '', size: PICTURE.length, open: async () => open(++seen.times) };
	return { seen, part };
}

describe('the facts of a file', () => {
	it('are read once, whatever the part is called later on', async () => {
		const { seen, part } = counted();
		const facts = await factsOf(part);
		expect(facts.format?.name).toBe('PNG');
		expect(await factsOf({ ...part, fileName: 'dog.png', mimeType: 'image/png' })).toBe(facts);
		expect(seen.times).toBe(1);
	});

	it('are read once for all who ask at the same time', async () => {
		const { seen, part } = counted();
		const [first, second] = await Promise.all([factsOf(part), factsOf({ ...part })]);
		expect(first).toBe(second);
		expect(seen.times).toBe(1);
	});

	it('are those of each file', async () => {
		const others = counted(() => fileSaying('a photo', 'image/jpeg'));
		expect([(await factsOf(counted().part)).format?.name, (await factsOf(others.part)).format?.name]).toEqual(['PNG', 'JPEG']);
	});

	it('are read again where the file broke off, or could not be opened', async () => {
		const { seen, part } = counted((times) => {
			if (times === 1) return broken();
			if (times === 2) throw new Error('not to be had');
			return PICTURE;
		});
		await expect(factsOf(part)).rejects.toThrow('the source broke off');
		await expect(factsOf(part)).rejects.toThrow('not to be had');
		expect((await factsOf(part)).format?.name).toBe('PNG');
		expect(seen.times).toBe(3);
	});
});
