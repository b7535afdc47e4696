import { describe, expect, it } from 'vitest';

import { formatOf } from '../../../../nodes/shared/media/format.ts';
import { foreign, isTextResult } from '../../../../nodes/shared/results/expected.ts';
import type { ResultKind } from '../../../../nodes/shared/results/resultOptions.ts';
import { fileSaying } from '../../../support/harness/files.mts';

const KINDS: ResultKind[] = ['any', 'audio', 'image', 'text', 'transcript', 'vectors', 'video'];
const MEDIA: ResultKind[] = ['audio', 'image', 'video'];
const TEXTS: ResultKind[] = ['text', 'transcript', 'vectors'];

/** What a storage may send, and what it calls that. */
const SENT: Record<string, [type: string, content: Buffer | string]> = {
	nothing: ['image/png', ''],
	'nothing, of no type': ['', ''],
	PNG: ['image/png', fileSaying('a')],
	'PNG without a type': ['', fileSaying('a')],
	'PNG as binary/octet-stream': ['binary/octet-stream', fileSaying('a')],
	'PNG as text': ['text/plain', fileSaying('a')],
	MP3: ['audio/mpeg', fileSaying('a', 'audio/mpeg')],
	MP4: ['video/mp4', fileSaying('a', 'video/mp4')],
	GIF: ['image/gif', 'GIF89a\x01\0'],
	PDF: ['application/pdf', '%PDF-1.7'],
	ZIP: ['application/zip', 'PK\x03\x04'],
	'what nobody knows': ['application/octet-stream', Buffer.from([0x9f, 0, 1, 2])],
	'HTML page': ['text/html', '<!DOCTYPE html><html><body>Sign in</body></html>'],
	'HTML page as an image': ['image/png', '<html><body>Sign in</body></html>'],
	'HTML page without a type': ['', '<html><body>Sign in</body></html>'],
	'HTML page as text': ['text/plain', '<html><body>Sign in</body></html>'],
	'XML error': ['application/xml', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
	'JSON error': ['application/json', '{"message":"Not found."}'],
	'JSON error as an image': ['image/png', '{"success":false,"error":"gone","code":5}'],
	'JSON error as text': ['text/plain', '{"error":{"message":"gone"}}'],
	'a text': ['text/plain', 'Hello.'],
	'a text as an image': ['image/png', 'Hello.'],
	'a text without a type': ['', 'Hello.'],
	'OCR in JSON': ['application/json', '{"message":"Hello.","total":5}'],
	'an empty object': ['application/json', '{}'],
};

const sent = (name: string) => {
	const [mimeType, content] = SENT[name];
	const head = Buffer.isBuffer(content) ? content : Buffer.from(content, 'latin1');
	return { head, mimeType, format: formatOf(head) };
};

/** Who takes what; for all others, it is the fault of the storage. */
const TAKEN: Record<string, ResultKind[]> = {
	nothing: [],
	'nothing, of no type': [],
	PNG: ['any', 'image', 'video'],
	'PNG without a type': ['any', 'image', 'video'],
	'PNG as binary/octet-stream': ['any', 'image', 'video'],
	'PNG as text': ['any', 'image', 'video'],
	MP3: ['any', 'audio'],
	MP4: ['any', 'audio', 'video'],
	GIF: ['any', 'image', 'video'],
	PDF: ['any'],
	ZIP: ['any'],
	'what nobody knows': KINDS,
	'HTML page': [],
	'HTML page as an image': TEXTS,
	'HTML page without a type': [],
	'HTML page as text': TEXTS,
	'XML error': [],
	'JSON error': [],
	'JSON error as an image': [],
	'JSON error as text': [],
	'a text': ['any', ...TEXTS],
	'a text as an image': ['any', ...TEXTS],
	'a text without a type': ['any', ...TEXTS],
	'OCR in JSON': ['any', ...TEXTS],
	'an empty object': ['any', ...TEXTS],
};

describe.each(KINDS)('in the place of a result of the kind %s', (kind) => {
	it.each(Object.keys(SENT))('%s', (name) => {
		const instead = foreign(kind, sent(name));
		if (TAKEN[name].includes(kind)) expect(instead).toBeUndefined();
		else expect(instead).toMatch(/^(an empty file|a web page|an error|a text|a file of the format [\w -]+)$/);
	});
});

describe('what came instead is called by its name', () => {
	it.each<[string, ResultKind, string]>([
		['nothing', 'image', 'an empty file'],
		['HTML page', 'image', 'a web page'],
		['XML error', 'video', 'a web page'],
		['JSON error as an image', 'image', 'an error'],
		['a text as an image', 'image', 'a text'],
		['MP3', 'image', 'a file of the format MP3'],
		['PDF', 'text', 'a file of the format PDF'],
		['JSON error as text', 'transcript', 'an error'],
	])('%s for %s: %s', (name, kind, called) => expect(foreign(kind, sent(name))).toBe(called));
});

describe('isTextResult', () => {
	it.each(TEXTS)('goes by the kind where that is known: %s', (kind) => {
		for (const name of Object.keys(SENT)) expect(isTextResult(kind, sent(name))).toBe(true);
	});

	it.each(MEDIA)('goes by the kind where that is known: %s', (kind) => {
		for (const name of Object.keys(SENT)) expect(isTextResult(kind, sent(name))).toBe(false);
	});

	it.each<[string, boolean]>([
		['a text', true],
		['a text as an image', true],
		['PNG as text', false],
		['what nobody knows', false],
	])('goes by the content where it is not: %s', (name, is) => expect(isTextResult('any', sent(name))).toBe(is));

	it('goes by what the storage says where the content says nothing', () => {
		const head = Buffer.from([0x9f, 0, 1, 2]);
		expect(isTextResult('any', { head, mimeType: 'text/plain' })).toBe(true);
		expect(isTextResult('any', { head, mimeType: 'image/png' })).toBe(false);
	});
});
