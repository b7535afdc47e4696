/** Kinds of files that the API tells apart, by their content and not by their name. */
export type FileFormat =
	| 'aac'
	| 'avi'
	| 'bmp'
	| 'flac'
	| 'gif'
	| 'jpg'
	| 'm4a'
	| 'mov'
	| 'mp3'
	| 'mp4'
	| 'mpeg'
	| 'ogg'
	| 'png'
	| 'svg'
	| 'wav'
	| 'webm'
	| 'webp'
	| 'wmv';

const MIME_TYPES: Record<string, string> = {
	png: 'image/png',
	jpg: 'image/jpeg',
	webp: 'image/webp',
	mp4: 'video/mp4',
	wav: 'audio/wav',
	flac: 'audio/flac',
	mp3: 'audio/mpeg',
	txt: 'text/plain; charset=utf-8',
	json: 'application/json',
};

/** What the storage says of a file, by its extension. */
export function mimeTypeOf(extension: string): string {
	return MIME_TYPES[extension] ?? 'application/octet-stream';
}

/** Beginnings of files; a dot stands for any byte. Longer ones come first where one begins like another. */
const BEGINNINGS: Array<[RegExp, FileFormat]> = [
	[/^\x89PNG/, 'png'],
	[/^\xff\xd8/, 'jpg'],
	[/^GIF8/, 'gif'],
	[/^BM/, 'bmp'],
	[/^RIFF.{4}WEBP/s, 'webp'],
	[/^RIFF.{4}WAVE/s, 'wav'],
	[/^RIFF.{4}AVI /s, 'avi'],
	[/^.{4}ftypqt /s, 'mov'],
	[/^.{4}ftypM4A/s, 'm4a'],
	[/^.{4}ftyp/s, 'mp4'],
	[/^fLaC/, 'flac'],
	[/^OggS/, 'ogg'],
	[/^\xff[\xf0\xf1\xf8\xf9]/, 'aac'],
	[/^(ID3|\xff[\xe0-\xff])/, 'mp3'],
	[/^\x00\x00\x01[\xb3\xba]/, 'mpeg'],
	[/^\x30\x26\xb2\x75/, 'wmv'],
	[/^\x1a\x45\xdf\xa3/, 'webm'],
	[/^\s*<(\?xml|svg)/, 'svg'],
];

export function formatOf(content: Buffer): FileFormat | undefined {
	const start = content.subarray(0, 64).toString('latin1');
	return BEGINNINGS.find(([beginning]) => beginning.test(start))?.[1];
}
