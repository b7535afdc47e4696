import type { IBinaryData } from 'n8n-workflow';

/** How files begin, by their type; one character per byte. */
const BEGINNINGS: Record<string, string> = {
	'audio/mpeg': 'ID3\x03\0\0\0\0\0\0',
	'image/jpeg': '\xff\xd8\xff\xe0',
	'image/png': '\x89PNG\r\n\x1a\n',
	'image/webp': 'RIFF\0\0\0\0WEBPVP8 ',
	'video/mp4': '\0\0\0\x18ftypisom',
};

/** A file that begins as one of its type does and says something: enough to be taken for one, and told from others. */
export function fileSaying(what: string, type = 'image/png'): Buffer {
	return Buffer.concat([Buffer.from(BEGINNINGS[type] ?? '', 'latin1'), Buffer.from(what)]);
}

/** What such a file says. */
export function saidBy({ data }: Pick<IBinaryData, 'data'>): string {
	const content = Buffer.from(data, 'base64');
	const beginning = Object.values(BEGINNINGS).find((bytes) => content.toString('latin1').startsWith(bytes)) ?? '';
	return content.subarray(beginning.length).toString();
}
