import type { Format } from './kinds';

/** What stands where in the bytes of a file, one character per byte. */
type Beginning = Record<number, string>;

interface Signature {
	beginning: Beginning;
	format: Format;
	/** What else stands somewhere in the first kilobytes. */
	within: string;
}

type Row = [beginning: Beginning, name: string, mimeType: string, extension: string, kind: Format['kind'], within?: string];

const EBML = '\x1a\x45\xdf\xa3';
const ZIP = 'PK\x03\x04';
const OPEN_XML = 'application/vnd.openxmlformats-officedocument';

/** Those that are more particular come before those that fit as well. */
const ROWS: Row[] = [
	[{ 0: '\x89PNG\r\n\x1a\n' }, 'PNG', 'image/png', 'png', 'image'],
	[{ 0: '\xff\xd8\xff' }, 'JPEG', 'image/jpeg', 'jpg', 'image'],
	[{ 0: 'GIF87a' }, 'GIF', 'image/gif', 'gif', 'image'],
	[{ 0: 'GIF89a' }, 'GIF', 'image/gif', 'gif', 'image'],
	[{ 0: 'BM', 12: '\0\0', 15: '\0\0\0' }, 'BMP', 'image/bmp', 'bmp', 'image'],
	[{ 0: 'RIFF', 8: 'WEBP' }, 'WebP', 'image/webp', 'webp', 'image'],
	[{ 0: 'II*\0' }, 'TIFF', 'image/tiff', 'tiff', 'image'],
	[{ 0: 'MM\0*' }, 'TIFF', 'image/tiff', 'tiff', 'image'],
	[{ 0: 'II+\0' }, 'TIFF', 'image/tiff', 'tiff', 'image'],
	[{ 0: 'MM\0+' }, 'TIFF', 'image/tiff', 'tiff', 'image'],
	[{ 0: '\0\0\x01\0', 5: '\0', 9: '\0' }, 'ICO', 'image/x-icon', 'ico', 'image'],
	[{ 0: '8BPS\0' }, 'PSD', 'image/vnd.adobe.photoshop', 'psd', 'image'],
	[{ 0: '\xff\x0a' }, 'JPEG XL', 'image/jxl', 'jxl', 'image'],
	[{ 0: '\0\0\0\x0cJXL \r\n\x87\n' }, 'JPEG XL', 'image/jxl', 'jxl', 'image'],
	[{ 0: '\xff\x4f\xff\x51' }, 'JPEG 2000', 'image/jp2', 'jp2', 'image'],
	[{ 0: '\0\0\0\x0cjP  \r\n\x87\n' }, 'JPEG 2000', 'image/jp2', 'jp2', 'image'],

	[{ 0: 'RIFF', 8: 'WAVE' }, 'WAV', 'audio/wav', 'wav', 'audio'],
	[{ 0: 'RF64', 8: 'WAVE' }, 'WAV', 'audio/wav', 'wav', 'audio'],
	[{ 0: 'BW64', 8: 'WAVE' }, 'WAV', 'audio/wav', 'wav', 'audio'],
	[{ 0: 'fLaC' }, 'FLAC', 'audio/flac', 'flac', 'audio'],
	[{ 0: '#!AMR-WB' }, 'AMR', 'audio/amr-wb', 'awb', 'audio'],
	[{ 0: '#!AMR\n' }, 'AMR', 'audio/amr', 'amr', 'audio'],
	[{ 0: 'FORM', 8: 'AIFF' }, 'AIFF', 'audio/aiff', 'aiff', 'audio'],
	[{ 0: 'FORM', 8: 'AIFC' }, 'AIFF', 'audio/aiff', 'aiff', 'audio'],
	[{ 0: 'caff\0' }, 'CAF', 'audio/x-caf', 'caf', 'audio'],
	[{ 0: 'MThd\0\0\0\x06' }, 'MIDI', 'audio/midi', 'mid', 'audio'],
	[{ 0: 'RIFF', 8: 'RMID' }, 'MIDI', 'audio/midi', 'mid', 'audio'],

	[{ 0: 'OggS\0' }, 'Ogg', 'video/ogg', 'ogv', 'video'],
	[{ 0: EBML }, 'WebM', 'video/webm', 'webm', 'video', '\x42\x82\x84webm'],
	[{ 0: EBML }, 'MKV', 'video/x-matroska', 'mkv', 'video'],
	[{ 0: 'RIFF', 8: 'AVI ' }, 'AVI', 'video/x-msvideo', 'avi', 'video'],
	[{ 0: '0&\xb2\x75\x8e\x66\xcf\x11' }, 'WMV', 'video/x-ms-wmv', 'wmv', 'video'],
	[{ 0: '\0\0\x01\xba' }, 'MPEG', 'video/mpeg', 'mpg', 'video'],
	[{ 0: '\0\0\x01\xb3' }, 'MPEG', 'video/mpeg', 'mpg', 'video'],
	[{ 0: 'FLV\x01' }, 'FLV', 'video/x-flv', 'flv', 'video'],

	[{ 0: '%PDF-' }, 'PDF', 'application/pdf', 'pdf', 'other'],
	[{ 0: '\xef\xbb\xbf%PDF-' }, 'PDF', 'application/pdf', 'pdf', 'other'],
	[{ 0: '{\\rtf' }, 'RTF', 'application/rtf', 'rtf', 'other'],
	[{ 0: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' }, 'Office document', 'application/x-ole-storage', 'doc', 'other'],
	[{ 0: ZIP }, 'DOCX', `${OPEN_XML}.wordprocessingml.document`, 'docx', 'other', 'word/'],
	[{ 0: ZIP }, 'XLSX', `${OPEN_XML}.spreadsheetml.sheet`, 'xlsx', 'other', 'xl/'],
	[{ 0: ZIP }, 'PPTX', `${OPEN_XML}.presentationml.presentation`, 'pptx', 'other', 'ppt/'],
	[{ 0: ZIP, 30: 'mimetype' }, 'EPUB', 'application/epub+zip', 'epub', 'other', 'application/epub+zip'],
	[{ 0: ZIP, 30: 'mimetype' }, 'ODT', 'application/vnd.oasis.opendocument.text', 'odt', 'other', 'opendocument.text'],
	[{ 0: ZIP }, 'ZIP', 'application/zip', 'zip', 'other'],
	[{ 0: 'PK\x05\x06' }, 'ZIP', 'application/zip', 'zip', 'other'],
	[{ 0: '\x1f\x8b\x08' }, 'gzip', 'application/gzip', 'gz', 'other'],
	[{ 0: '7z\xbc\xaf\x27\x1c' }, '7-Zip', 'application/x-7z-compressed', '7z', 'other'],
	[{ 0: 'Rar!\x1a\x07' }, 'RAR', 'application/vnd.rar', 'rar', 'other'],
];

const SIGNATURES: Signature[] = ROWS.map(([beginning, name, mimeType, extension, kind, within = '']) => ({
	beginning,
	format: { name, mimeType, extension, kind },
	within,
}));

/** The format that begins like this; undefined where none does. */
export function bySignature(start: Buffer): Format | undefined {
	const text = start.toString('latin1');
	const stands = ([at, part]: [string, string]) => text.startsWith(part, Number(at));
	return SIGNATURES.find(({ beginning, within }) => Object.entries(beginning).every(stands) && text.includes(within))?.format;
}
