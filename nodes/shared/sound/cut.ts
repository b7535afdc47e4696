import type { FilePart } from '../media/filePart';
import { ByteReader } from '../media/reader';
import { openFlac } from './flacSound';
import { openMp3 } from './mp3Sound';
import { pieceOf } from './piece';
import { Plan } from './plan';
import { soundFormat } from './recognize';
import { stepsFor } from './sound';
import type { OpenSound, PlannedPiece, Sound } from './sound';
import { openWav } from './wavSound';

/** A stretch of a recording, as a file of its own. Times are in seconds from the start of the recording. */
export interface Cut {
	part: FilePart;
	/** Where its sound begins. */
	start: number;
	/** Where its sound ends. */
	end: number;
	/** What is said before this is told by the piece before it; 0 for the first. */
	from: number;
}

export interface CutLimits {
	/** Bytes that a piece may have. */
	largest: number;
	/** Seconds that a piece shares with its neighbour in all: it begins half of them before its `from`, and the one before ends as much after it. */
	overlap: number;
	/** Seconds before the last possible cut in which the quietest place is looked for. */
	quiet: number;
}

/** By the names of formats. */
const SOUNDS: Record<string, OpenSound> = { MP3: openMp3, WAV: openWav, FLAC: openFlac };

/** The formats that can be cut. */
export const CUTTABLE = Object.keys(SOUNDS);

/**
 * Cuts a recording, without decoding it, into pieces that are not larger than allowed: the very part where it is not. Undefined
 * where its format cannot be cut like this, and where it is damaged so that its frames cannot be followed.
 *
 * @throws what opening or reading the file's source throws
 */
export async function cutsOf(part: FilePart, limits: CutLimits): Promise<Cut[] | undefined> {
	const isWhole = part.size <= limits.largest;
	const file = new ByteReader(await part.open(), part.size, stepsFor(part.size));
	const [plan] = await Promise.allSettled([planned(file, isWhole ? { ...limits, largest: Infinity } : limits)]);
	file.close();
	if (file.failure) throw file.failure.reason;
	if (plan.status === 'rejected' || !plan.value) return undefined;
	const { sound, pieces } = plan.value;
	return pieces.map((piece) => ({
		part: isWhole ? part : pieceOf(part, sound.contentOf(piece)),
		start: piece.startTime,
		end: piece.endTime,
		from: piece.from,
	}));
}

interface Planned {
	sound: Sound;
	pieces: PlannedPiece[];
}

async function planned(file: ByteReader, limits: CutLimits): Promise<Planned | undefined> {
	const sound = await SOUNDS[await soundFormat(file)]?.(file, limits.largest);
	if (!sound) return undefined;
	const plan = new Plan(sound, limits);
	if (!(await sound.follow((stretch) => plan.add(stretch)))) return undefined;
	plan.finish();
	return plan.pieces.length > 0 ? { sound, pieces: plan.pieces } : undefined;
}
