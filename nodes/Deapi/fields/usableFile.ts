import type { Model } from '../../shared/api/model';
import { factsOf } from '../../shared/media/facts';
import type { FileFacts } from '../../shared/media/examine';
import { safeFileName } from '../../shared/media/fileName';
import type { FilePart } from '../../shared/media/filePart';
import type { Format, Media } from '../../shared/media/format';
import type { Measures } from '../../shared/media/measures';
import { plainType } from '../../shared/media/plainType';
import { InputError } from '../../shared/n8n/inputError';
import { checkLimits } from './limits';
import type { Bound } from './limits';

/** What a file tells, and the model bounds. */
export interface Measure {
	dimension: keyof Measures;
	adjective: string;
	bound: Bound;
	/** By how much containers round, which no limit is meant to catch. */
	tolerance?: number;
}

export interface FileDemands {
	/** What the parameter is called. */
	label: string;
	/** What the file may be. */
	media: Media[];
	model: Model;
	measures: Measure[];
}

/** Formats that deAPI takes, or may take where its documents disagree: docs/api.md#files. */
const TAKEN: Record<Media, string[]> = {
	audio: ['AAC', 'FLAC', 'M4A', 'MP3', 'MP4', 'Ogg', 'WAV', 'WebM'],
	image: ['BMP', 'GIF', 'JPEG', 'PNG', 'WebP'],
	video: ['3GP', 'AVI', 'MOV', 'MP4', 'MPEG', 'Ogg', 'WebM', 'WMV'],
};

const CALLED: Record<Media, string> = { audio: 'an audio file', image: 'an image', video: 'a video' };
const CONVERT: Record<Media, string> = { audio: 'MP3 or WAV', image: 'JPEG or PNG', video: 'MP4' };

/**
 * A file as it may be sent: what its first bytes say decides what it is, its type and the ending of its name. Where they say
 * nothing, its declared type does.
 *
 * @throws {InputError} for what deAPI or the model would refuse
 */
export async function usableFile(part: FilePart, demands: FileDemands): Promise<FilePart> {
	const { label, media, model, measures } = demands;
	const what = `The file "${part.fileName}" in "${label}"`;
	if (part.size === 0) throw new InputError(label, `${what} is empty`, 'Look at the node or the address that it comes from.');
	const facts = await factsOf(part);
	const { format } = facts;
	if (format) assertTaken(what, format, facts, demands);
	else assertDeclared(what, part, demands);
	for (const measure of measures) checkMeasure(label, what, facts, model, measure);
	const mimeType = format ? typeOf(format, facts, media) : plainType(part.mimeType);
	return { ...part, fileName: safeFileName(part.fileName, format?.extension), mimeType };
}

function assertTaken(what: string, format: Format, { tracks }: FileFacts, { label, media }: FileDemands): void {
	const kinds = kindsOf(format, tracks);
	const [wanted] = media.filter((kind) => kinds.includes(kind));
	const convert = CONVERT[wanted ?? media[0]];
	if (wanted === undefined) {
		throw new InputError(
			label,
			`${what} is ${called(format, kinds)}, not ${anyOf(media)}`,
			`Use ${anyOf(media)}, or convert it to ${convert}.`,
		);
	}
	if (TAKEN[wanted].includes(format.name)) return;
	throw new InputError(label, `${what} has the format ${format.name}, which deAPI does not take`, `Convert it to ${convert} first.`);
}

/** What a file can serve as. A voice recording comes in a container of films as well: what counts is what is in it. */
function kindsOf({ kind }: Format, tracks: Media[] = []): string[] {
	if (kind !== 'audio' && kind !== 'video') return [kind];
	if (tracks.length > 0) return [tracks.includes('video') ? 'video' : 'audio'];
	return kind === 'video' ? ['video', 'audio'] : ['audio'];
}

function called({ name, kind }: Format, [first]: string[]): string {
	if (kind === 'page') return name === 'HTML' ? 'a web page' : `no media, but ${name}`;
	if (kind === 'text') return name === 'text' ? 'a text' : `a text (${name})`;
	return kind === 'other' ? `no media, but ${name}` : `${CALLED[first as Media]} (${name})`;
}

function assertDeclared(what: string, part: FilePart, { label, media }: FileDemands): void {
	const type = plainType(part.mimeType);
	const [kind] = type.split('/');
	if (!['audio', 'image', 'text', 'video'].includes(kind) || media.some((wanted) => wanted === kind)) return;
	throw new InputError(
		label,
		`${what} is ${type}, not ${anyOf(media)}`,
		`Use ${anyOf(media)}. If it is one, its MIME type was set wrongly by an earlier node.`,
	);
}

function typeOf({ mimeType }: Format, { tracks }: FileFacts, media: Media[]): string {
	const isSound = media.includes('audio') && tracks !== undefined && !tracks.includes('video');
	return isSound ? mimeType.replace(/^video\//, 'audio/') : mimeType;
}

function anyOf(media: Media[]): string {
	return media.map((kind) => CALLED[kind]).join(' or ');
}

/** Holds what can be learnt of the file without decoding it against the model's limits. */
function checkMeasure(
	label: string,
	what: string,
	facts: FileFacts,
	model: Model,
	{ dimension, adjective, bound, tolerance }: Measure,
): void {
	const value = facts[dimension];
	if (value === undefined) return;
	checkLimits({ label, value, tolerance, finding: `${what} is ${value} ${bound.unit} ${adjective}` }, model, bound);
}
