import type { Format, Media } from './kinds';
import { matroskaTracks } from './matroska';

/** How the streams of an Ogg file begin. */
const OGG_CODECS: Record<string, Media> = {
	'\x80theora': 'video',
	OVP80: 'video',
	BBCD: 'video',
	'\x01vorbis': 'audio',
	OpusHead: 'audio',
	'Speex   ': 'audio',
	'\x7fFLAC': 'audio',
	fLaC: 'audio',
};
const FIRST_OF_STREAM = 2;

/** Microsoft, "Advanced Systems Format Specification" §10: the GUIDs of kinds of streams. */
const ASF_STREAMS: Array<[string, Media]> = [
	['c0ef19bc4d5bcf11a8fd00805f5c442b', 'video'],
	['409e69f84d5bcf11a8fd00805f5c442b', 'audio'],
];
const AVI_STREAMS: Array<[string, Media]> = [
	['vids', 'video'],
	['auds', 'audio'],
];

/** What containers for films are where they hold none. */
const AS_SOUND: Record<string, Partial<Format>> = {
	Ogg: { mimeType: 'audio/ogg', extension: 'ogg' },
	WebM: { mimeType: 'audio/webm' },
	MKV: { name: 'MKA', mimeType: 'audio/x-matroska', extension: 'mka' },
	WMV: { name: 'WMA', mimeType: 'audio/x-ms-wma', extension: 'wma' },
	MP4: { name: 'M4A', mimeType: 'audio/mp4', extension: 'm4a' },
	MOV: { name: 'M4A', mimeType: 'audio/mp4', extension: 'm4a' },
	'3GP': { mimeType: 'audio/3gpp' },
	'3G2': { mimeType: 'audio/3gpp2' },
};
/** And a container for sound where it holds a film. */
const AS_FILM: Record<string, Partial<Format>> = { M4A: { name: 'MP4', mimeType: 'video/mp4', extension: 'mp4' } };

/** The format of a container by what it holds, as far as that is known. */
export function withTracks(format: Format, tracks: Media[] = []): Format {
	const kind = tracks.includes('video') ? 'video' : tracks.includes('audio') ? 'audio' : undefined;
	const found = kind && (kind === 'video' ? AS_FILM : AS_SOUND)[format.name];
	return found ? { ...format, ...found, kind } : format;
}

/** What containers hold that say so at their start: WebM, Matroska, Ogg, ASF (WMV, WMA) and AVI. Undefined where they do not. */
export function tracksIn(head: Buffer): Media[] | undefined {
	const start = head.toString('latin1', 0, 4);
	if (start === '\x1a\x45\xdf\xa3') return matroskaTracks(head);
	const found = start === 'OggS' ? oggTracks(head) : start === '0&\xb2u' ? asfTracks(head) : start === 'RIFF' ? aviTracks(head) : [];
	return found.length > 0 ? [...new Set(found)] : undefined;
}

/** RFC 3533 §6: all streams begin before any of them goes on. */
function oggTracks(head: Buffer): Media[] {
	const found: Media[] = [];
	for (let at = 0; at + 27 < head.length && head.toString('latin1', at, at + 4) === 'OggS' && head[at + 5] & FIRST_OF_STREAM; ) {
		const content = at + 27 + head[at + 26];
		const codec = head.toString('latin1', content, content + 8);
		found.push(
			...Object.keys(OGG_CODECS)
				.filter((name) => codec.startsWith(name))
				.map((name) => OGG_CODECS[name]),
		);
		at = content + head.subarray(at + 27, content).reduce((sum, length) => sum + length, 0);
	}
	return found;
}

function asfTracks(head: Buffer): Media[] {
	return ASF_STREAMS.filter(([guid]) => head.includes(guid, 0, 'hex')).map(([, media]) => media);
}

function aviTracks(head: Buffer): Media[] {
	if (head.toString('latin1', 8, 12) !== 'AVI ') return [];
	return AVI_STREAMS.filter(([type]) => head.toString('latin1').match(`strh.{4}${type}`)).map(([, media]) => media);
}
