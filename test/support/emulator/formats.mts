/** Kinds of files that the API tells apart, by their content and not by their name. */
export type FileFormat =
	| 'aac'
	| 'aiff'
	| 'amr'
	| 'avi'
	| 'avif'
	| 'bmp'
	| 'flac'
	| 'gif'
	| 'heic'
	| 'html'
	| 'ico'
	| 'jpg'
	| 'jxl'
	| 'm4a'
	| 'mkv'
	| 'mov'
	| 'mp3'
	| 'mp4'
	| 'mpeg'
	| 'ogg'
	| 'pdf'
	| 'png'
	| 'psd'
	| 'svg'
	| 'tiff'
	| 'wav'
	| 'webm'
	| 'webp'
	| 'wmv'
	| 'xml'
	| 'zip';

const MIME_TYPES: Record<string, string> = {
	png: 'image/png',
	jpg: 'image/jpeg',
	webp: 'image/webp',
	gif: 'image/gif',
	bmp: 'image/bmp',
	heic: 'image/heic',
	avif: 'image/avif',
	tiff: 'image/tiff',
	svg: 'image/svg+xml',
	mp4: 'video/mp4',
	mov: 'video/quicktime',
	webm: 'video/webm',
	m4a: 'audio/mp4',
	ogg: 'audio/ogg',
	wav: 'audio/wav',
	flac: 'audio/flac',
	mp3: 'audio/mpeg',
	txt: 'text/plain; charset=utf-8',
	json: 'application/json',
	pdf: 'application/pdf',
	html: 'text/html; charset=utf-8',
};

/** What the storage says of a file, by its extension. */
export function mimeTypeOf(extension: string): string {
	return MIME_TYPES[extension] ?? 'application/octet-stream';
}

/** Beginnings of files; a dot stands for any byte. Longer ones come first where one begins like another. */
const BEGINNINGS: Array<[RegExp, FileFormat]> = [
	[/^\x89PNG/, 'png'],
	[/^\xff\xd8\xff/, 'jpg'],
	[/^GIF8/, 'gif'],
	[/^BM/, 'bmp'],
	[/^RIFF.{4}WEBP/s, 'webp'],
	[/^(RIFF|RF64).{4}WAVE/s, 'wav'],
	[/^RIFF.{4}AVI /s, 'avi'],
	[/^.{4}ftyp(heic|heix|hevc|heim|heis|mif1|msf1)/s, 'heic'],
	[/^.{4}ftypavi[fs]/s, 'avif'],
	[/^(.{4}JXL |\xff\x0a)/s, 'jxl'],
	[/^.{4}ftypqt /s, 'mov'],
	[/^.{4}ftypM4A/s, 'm4a'],
	[/^.{4}ftyp/s, 'mp4'],
	[/^fLaC/, 'flac'],
	[/^OggS/, 'ogg'],
	[/^\xff[\xf0\xf1\xf8\xf9]/, 'aac'],
	[/^(ID3|\xff[\xe0-\xff])/, 'mp3'],
	[/^\x00\x00\x01[\xb3\xba]/, 'mpeg'],
	[/^\x30\x26\xb2\x75/, 'wmv'],
	[/^\x1a\x45\xdf\xa3.*matroska/s, 'mkv'],
	[/^\x1a\x45\xdf\xa3/, 'webm'],
	[/^(II\*\0|MM\0\*)/, 'tiff'],
	[/^FORM.{4}AIF[FC]/s, 'aiff'],
	[/^#!AMR/, 'amr'],
	[/^%PDF/, 'pdf'],
	[/^8BPS/, 'psd'],
	[/^PK\x03\x04/, 'zip'],
	[/^\0\0\x01\0/, 'ico'],
	[/^(\xef\xbb\xbf)?\s*<(!doctype\s+html|html)/i, 'html'],
	[/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<svg/, 'svg'],
	[/^(\xef\xbb\xbf)?\s*<\?xml/, 'xml'],
];

export function formatOf(content: Buffer): FileFormat | undefined {
	const start = content.subarray(0, 64).toString('latin1');
	return BEGINNINGS.find(([beginning]) => beginning.test(start))?.[1];
}
