/** Files that people upload, and what comes back. */
import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { PNG } from 'pngjs';

import type { InputFile } from '../../contract/cases.mts';
import { download } from '../../support/emulator/client.mts';
import { samplePicture } from '../../support/emulator/samples.mts';

export function picture(fileName: string, width = 320, height = 240): InputFile {
	return { fileName, mimeType: 'image/png', make: () => samplePicture({ width, height, prompt: fileName }) };
}

export async function sha256(file: Buffer | InputFile): Promise<string> {
	return createHash('sha256')
		.update(Buffer.isBuffer(file) ? file : await file.make())
		.digest('hex');
}

/** What a link on a page leads to. */
export async function behind(link: string | undefined): Promise<Buffer> {
	if (link === undefined) throw new Error('The page has no link');
	return await download(link);
}

export function alphaOf({ data, width }: PNG, x: number, y: number): number {
	return data[(y * width + x) * 4 + 3];
}

const DIRECTORY_ENTRY = 0x02014b50;

/** The files in a ZIP archive, by their names: PKWARE APPNOTE §4.3. */
export function unzip(archive: Buffer): Record<string, Buffer> {
	const files: Record<string, Buffer> = {};
	// The directory's place stands 6 bytes before the end, which has no comment here.
	let entry = archive.readUInt32LE(archive.length - 6);
	while (archive.readUInt32LE(entry) === DIRECTORY_ENTRY) {
		const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => archive.readUInt16LE(entry + at));
		const isPacked = archive.readUInt16LE(entry + 10) !== 0;
		const local = archive.readUInt32LE(entry + 42);
		const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
		const content = archive.subarray(start, start + archive.readUInt32LE(entry + 20));
		const name = archive.toString('utf8', entry + 46, entry + 46 + nameLength);
		files[name] = isPacked ? inflateRawSync(content) : content;
		entry += 46 + nameLength + extraLength + commentLength;
	}
	return files;
}
