import type { Format } from './kinds';

const SVG: Format = { name: 'SVG', mimeType: 'image/svg+xml', extension: 'svg', kind: 'image' };
const HTML: Format = { name: 'HTML', mimeType: 'text/html', extension: 'html', kind: 'page' };
const XML: Format = { name: 'XML', mimeType: 'application/xml', extension: 'xml', kind: 'page' };
const JSON_TEXT: Format = { name: 'JSON', mimeType: 'application/json', extension: 'json', kind: 'text' };
const PLAIN: Format = { name: 'text', mimeType: 'text/plain', extension: 'txt', kind: 'text' };

/** Tabs, line and page breaks are part of texts; the rest of Unicode's second set of controls is left over from other encodings. */
const CONTROL = /[^\P{Cc}\t\n\f\r\x80-\x9f]/u;
const HTML_TAGS = /^<(html|head|body|title|meta|script|style|div|p|h[1-6]|table|center|pre|span|br|a|ul|form)[\s/>]/i;
const XML_TAG = /^<[a-z_][\w:.-]*[\s/>]/i;
const SVG_TAG = /^<([\w.-]+:)?svg[\s/>]/i;
const JSON_BEGINNING = /^(\{\s*("|\}\s*$)|\[\s*([{["]|\]\s*$|-?\d[\d.eE+-]*\s*,))/;

/** What may precede the first element, and how it ends. */
const PROLOG: Array<[beginning: RegExp, ending: string]> = [
	[/^<\?/, '?>'],
	[/^<!--/, '-->'],
	[/^<!doctype[^[>]*\[/i, ']>'],
	[/^<!doctype/i, '>'],
];

/** Texts and what is written in them: SVG, HTML, XML, JSON. Undefined where bytes cannot be a text. */
export function textOf(start: Buffer): Format | undefined {
	const text = decode(start)?.trimStart();
	if (!text || CONTROL.test(text)) return undefined;
	const rest = behindProlog(text);
	const prolog = text.slice(0, text.length - rest.length);
	if (SVG_TAG.test(rest) || /<!doctype\s+svg/i.test(prolog)) return SVG;
	if (HTML_TAGS.test(rest) || /<!doctype\s+html/i.test(prolog)) return HTML;
	if (prolog.startsWith('<?xml') || (XML_TAG.test(rest) && /<\/|\/>/.test(rest))) return XML;
	return JSON_BEGINNING.test(rest) ? JSON_TEXT : PLAIN;
}

/** As UTF-16 where a byte order mark says so, or else as UTF-8, of which the last character may be cut off. */
function decode(start: Buffer): string | undefined {
	const mark = start.toString('latin1', 0, 2);
	if (mark === '\xff\xfe') return start.toString('utf16le', 2);
	if (mark === '\xfe\xff') return swapped(start.subarray(0, start.length & ~1)).toString('utf16le', 2);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
	} catch {
		return undefined;
	}
}

const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

/** The text from its first element on; nothing where that does not come. */
function behindProlog(text: string): string {
	let rest = text;
	for (let part = partOf(rest); part; part = partOf(rest)) {
		const end = rest.indexOf(part[1]);
		rest = end < 0 ? '' : rest.slice(end + part[1].length).trimStart();
	}
	return rest;
}

const partOf = (text: string) => PROLOG.find(([beginning]) => beginning.test(text));
