import type { Format, Media } from '../media/format';
import { isRecord, parseJson } from '../util/json';
import type { ResultKind } from './resultOptions';

/** What a storage has sent in the place of a result, by its first bytes. */
interface Sent {
	head: Buffer;
	format?: Format;
	/** As the storage says. */
	mimeType: string;
}

/** Containers of films hold sound alone as well. */
const MEDIA: Partial<Record<ResultKind, Media[]>> = { audio: ['audio', 'video'], image: ['image'], video: ['video', 'image'] };

/** Of answers that are pages, whatever they hold. */
const PAGES = /^(text\/html|application\/xhtml\+xml|(text|application)\/xml)$/;

/** Whether a job leaves a picture, a sound or a film behind, and no text. */
export function isMediaResult(result: ResultKind): boolean {
	return MEDIA[result] !== undefined;
}

export function isTextResult(result: ResultKind, { format, mimeType }: Sent): boolean {
	if (result !== 'any') return ['text', 'transcript', 'vectors'].includes(result);
	return format ? format.kind === 'text' : mimeType.startsWith('text/');
}

/**
 * What was sent that cannot be what the job has made, such as "a web page"; undefined where it may be that. What is of no
 * known format may be: there will be other ones.
 */
export function foreign(result: ResultKind, sent: Sent): string | undefined {
	const { head, format, mimeType } = sent;
	if (head.length === 0) return 'an empty file';
	if (isTextResult(result, sent)) return foreignText(head, format, mimeType);
	if (format?.kind === 'page') return 'a web page';
	if (format?.kind === 'text') return isError(head) ? 'an error' : 'a text';
	const media: string[] | undefined = MEDIA[result];
	return format && media && !media.includes(format.kind) ? `a file of the format ${format.name}` : undefined;
}

/** A text may well be one about pages: what it is called decides, unless it calls itself nothing. */
function foreignText(head: Buffer, format: Format | undefined, mimeType: string): string | undefined {
	if (PAGES.test(mimeType) || (format?.kind === 'page' && mimeType === '')) return 'a web page';
	if (isError(head)) return 'an error';
	return format && format.kind !== 'text' && format.kind !== 'page' ? `a file of the format ${format.name}` : undefined;
}

/** An answer of a server that says what is wrong, and nothing else. */
function isError(head: Buffer): boolean {
	const said = parseJson(head.toString('utf8'));
	return isRecord(said) && Object.keys(said).length > 0 && Object.keys(said).every((name) => OF_ERRORS.has(name.toLowerCase()));
}

const OF_ERRORS = new Set(['code', 'error', 'errors', 'message', 'requestid', 'status', 'statuscode', 'success']);
