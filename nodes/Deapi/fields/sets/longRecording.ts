import { factsOf } from '../../../shared/media/facts';
import type { FilePart } from '../../../shared/media/filePart';
import { InputError } from '../../../shared/n8n/inputError';
import { CUTTABLE, cutsOf } from '../../../shared/sound/cut';
import { isFilePart } from '../../../shared/api/requestBody';
import { MEGABYTE } from '../../../shared/util/bytes';
import type { Field } from '../field';
import { assertFewPieces, isOn, maximumPieces, splitting } from './pieces';

/** In bytes; what of a recording one job takes: docs/api.md#files. */
const MOST_AUDIO = 20 * MEGABYTE;
const MOST_VIDEO = 50 * MEGABYTE;
/** A little less, since nobody says which megabytes they are. */
const LARGEST_PIECE = 20_000_000;
/** In seconds: docs/decisions/22-one-item-many-jobs.md. */
const OVERLAP = 6;
const QUIET_WITHIN = 30;

/** Sound in the containers of films counts as a film. */
const FILMS = ['MP4', 'MOV', '3GP', 'WebM', 'AVI', 'MPEG', 'WMV', 'Ogg'];

/** What becomes of a recording that one job does not take. */
export function longRecordingOptions(): Field[] {
	return [maximumPieces(), splitLongRecording];
}

const splitLongRecording: Field = splitting({
	name: 'splitLongRecording',
	label: 'Split Long Recording',
	description:
		'Whether to transcribe an MP3, WAV or FLAC file of more than 20 MB in pieces, and merge their transcripts. Each piece is a job.',
	divide: async ({ item, body }) => {
		const file = body.source_file;
		if (!isFilePart(file)) return undefined;
		const { format } = await factsOf(file);
		const most = format && FILMS.includes(format.name) ? MOST_VIDEO : MOST_AUDIO;
		if (!format || file.size <= most) return undefined;
		if (!CUTTABLE.includes(format.name) || !isOn(item, splitLongRecording)) throw tooLarge(file, format.name, most);

		const what = `The file "${file.fileName}" has ${inMegabytes(file.size)} MB`;
		assertFewPieces(item, what, Math.ceil(file.size / LARGEST_PIECE));
		// Each piece is read from its beginning.
		const cuts = await cutsOf((await file.keep?.()) ?? file, { largest: LARGEST_PIECE, overlap: OVERLAP, quiet: QUIET_WITHIN });
		if (!cuts) throw damaged(file, format.name);
		assertFewPieces(item, what, cuts.length);
		const isUntimed = body.include_ts !== true;
		return cuts.map(({ part, start, end, from }) => ({
			// Without times, nobody could tell what two pieces have both heard.
			changes: { source_file: { ...part, seconds: end - start }, include_ts: true },
			extent: { start: rounded(start), end: rounded(end), from: rounded(from), ...(isUntimed && { isUntimed }) },
		}));
	},
});

function tooLarge({ fileName, size }: FilePart, format: string, most: number): InputError {
	const what = `The file "${fileName}" has ${inMegabytes(size)} MB, and deAPI takes ${inMegabytes(most)} MB of ${format} in one job`;
	if (CUTTABLE.includes(format)) return new InputError('Split Long Recording', what, 'Turn on "Split Long Recording" under Options.');
	return new InputError(
		'Input Data Field Name',
		what,
		'Convert it to MP3, WAV or FLAC, which this node can cut into pieces, e.g. with ffmpeg -i recording.m4a -vn recording.mp3, or send a shorter one.',
	);
}

function damaged({ fileName }: FilePart, format: string): InputError {
	return new InputError(
		'Input Data Field Name',
		`The file "${fileName}" is too large for one job, and cannot be cut: its ${format} frames cannot be followed`,
		'It may be damaged, or of a rare kind. Convert it to MP3 first, e.g. with ffmpeg -i recording.wav recording.mp3.',
	);
}

/** Never as many as are taken, where it is a byte more. */
function inMegabytes(bytes: number): number {
	return Math.ceil((bytes / MEGABYTE) * 10) / 10;
}

function rounded(seconds: number): number {
	return Number(seconds.toFixed(3));
}
