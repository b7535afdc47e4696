import type { Manner } from './manners.mts';
import { silence } from './silence.mts';

const HTML = '<!DOCTYPE html>\n<html><head><title>Access denied</title></head><body><h1>Access denied</h1></body></html>\n';
const XML =
	'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';
const JSON_ERROR = JSON.stringify({ success: false, error: 'Internal error' });

/** Answers of 200 that hold no file of a job that makes pictures, videos or sound. */
export const LIES: Record<string, Manner> = {
	'an HTML page': { headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML },
	'an HTML page under the type of the file': { body: HTML },
	'an XML error': { headers: { 'content-type': 'application/xml' }, body: XML },
	'an XML error under the type of the file': { body: XML },
	'a JSON error': { headers: { 'content-type': 'application/json' }, body: JSON_ERROR },
	'a JSON error under the type of the file': { body: JSON_ERROR },
	'a text': { headers: { 'content-type': 'text/plain' }, body: 'upstream request timeout' },
	nothing: { body: '' },
	'nothing, without a length': { body: '', chunked: true },
	'an archive': { headers: { 'content-type': 'application/zip' }, body: Buffer.from('PK\x03\x04\x14\x00\x00\x00', 'latin1') },
};

/** A sound where a picture should be, and a picture elsewhere, under the type of the file. */
export function anotherKind(extension: string): Manner {
	return { body: ['png', 'jpg', 'webp'].includes(extension) ? Buffer.concat([...silence(1_000)]) : PIXEL };
}

/** A whole PNG of one transparent pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

/** The true file, with a type that says nothing, or something else. */
export const ODD_TYPES: Record<string, Manner> = {
	'the type of a storage that knows none': { headers: { 'content-type': 'binary/octet-stream' } },
	'a type for everything': { headers: { 'content-type': 'application/octet-stream' } },
	'no type': { headers: { 'content-type': undefined } },
	'the type of a text': { headers: { 'content-type': 'text/plain' } },
	'a type in capitals, with parameters': { headers: { 'content-type': 'APPLICATION/OCTET-STREAM; Charset=UTF-8' } },
	'what is no type': { headers: { 'content-type': 'file' } },
};

/** The true file, under names that nobody should take over. */
export const ODD_NAMES: Record<string, Manner> = Object.fromEntries(
	[
		'attachment; filename="../../etc/passwd"',
		String.raw`attachment; filename="a\"b.png"`,
		"attachment; filename*=UTF-8''%0D%0AX-Injected%3A%20yes.png",
		"attachment; filename*=UTF-8''gpj.%E2%80%AEexe",
		'attachment; filename=',
		`attachment; filename="${'x'.repeat(1_000)}.png"`,
	].map((disposition) => [disposition, { headers: { 'content-disposition': disposition } }]),
);

/** The true file, sent in other ways than in one piece of a known length. */
export const OTHER_WAYS: Record<string, Manner> = {
	'without a length': { chunked: true },
	packed: { packed: true },
	slowly: { trickles: 1 },
};

/** Ends that never come, or come too early. */
export const BROKEN: Record<string, Manner> = {
	'silence before the headers': { stalls: 'before headers' },
	'silence in the body': { stalls: 'in body' },
	'silence in a body without a length': { stalls: 'in body', chunked: true },
	'an end in the middle': { breaksOff: true },
	'an end in the middle of a body without a length': { breaksOff: true, chunked: true },
};
