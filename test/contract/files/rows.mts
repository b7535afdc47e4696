import { KINDS, INPUTS } from './kinds.mts';

/** A file that comes to an input, and what becomes of it. */
export interface Row {
	to: keyof typeof INPUTS;
	/** Of {@link realFile}. */
	file: string;
	/** As n8n declares it: by default one that says nothing; null where there is none. */
	type?: string | null;
	/** By default, the file's own; null where there is none. */
	name?: string | null;
	/** What it is sent as. */
	as?: keyof typeof KINDS;
	/** The name that it is sent under, where that is not the given one. */
	called?: RegExp | string;
	/** What the refusal says. */
	refused?: RegExp[];
	/** Which way up the size is that is asked for. */
	shape?: 'landscape' | 'portrait';
}

const CONVERT = /\b(JPEG|JPG|PNG)\b/;

/** Every format that deAPI takes, as n8n's nodes declare it. */
const formats: Row[] = [
	{ to: 'picture', file: 'picture.png', type: 'image/png', as: 'png' },
	{ to: 'picture', file: 'picture.jpg', type: 'image/jpeg', as: 'jpg' },
	{ to: 'picture', file: 'picture.gif', type: 'image/gif', as: 'gif' },
	{ to: 'picture', file: 'picture.bmp', type: 'image/bmp', as: 'bmp' },
	{ to: 'picture', file: 'picture.webp', type: 'image/webp', as: 'webp' },
	{ to: 'picture', file: 'alpha.webp', type: 'image/webp', as: 'webp' },
	{ to: 'film', file: 'film.mp4', type: 'video/mp4', as: 'mp4' },
	{ to: 'film', file: 'sound-film.mp4', type: 'video/mp4', as: 'mp4' },
	{ to: 'film', file: 'fragmented.mp4', type: 'video/mp4', as: 'mp4' },
	{ to: 'film', file: 'film.m4v', type: 'video/x-m4v', as: 'mp4' },
	{ to: 'film', file: 'film.mov', type: 'video/quicktime', as: 'mov' },
	{ to: 'film', file: 'film.3gp', type: 'video/3gpp', as: '3gp' },
	{ to: 'film', file: 'film.avi', type: 'video/x-msvideo', as: 'avi' },
	{ to: 'film', file: 'film.mpeg', type: 'video/mpeg', as: 'mpeg' },
	{ to: 'film', file: 'film.wmv', type: 'video/x-ms-wmv', as: 'wmv' },
	{ to: 'film', file: 'film.ogv', type: 'video/ogg', as: 'ogv' },
	{ to: 'recording', file: 'sound.mp3', type: 'audio/mpeg', as: 'mp3' },
	{ to: 'recording', file: 'bare.mp3', type: 'audio/mpeg', as: 'mp3' },
	{ to: 'recording', file: 'sound.wav', type: 'audio/wav', as: 'wav' },
	{ to: 'recording', file: 'sound.flac', type: 'audio/flac', as: 'flac' },
	{ to: 'recording', file: 'sound.ogg', type: 'audio/ogg', as: 'ogg' },
	{ to: 'recording', file: 'sound.opus', type: 'audio/opus', as: 'ogg' },
	{ to: 'recording', file: 'sound.aac', type: 'audio/aac', as: 'aac' },
	{ to: 'recording', file: 'sound.m4a', type: 'audio/mp4', as: 'm4a' },
	{ to: 'recording', file: 'sound.webm', type: 'audio/webm', as: 'weba' },
	{ to: 'recording', file: 'film.mp4', type: 'video/mp4', as: 'mp4' },
	{ to: 'recording', file: 'film.mov', type: 'video/quicktime', as: 'mov' },
];

/** Declared otherwise than they are. */
const types: Row[] = [
	...[
		'application/mp4',
		'application/octet-stream',
		'binary/octet-stream',
		'',
		null,
		'VIDEO/MP4',
		'video/mp4; codecs="avc1.42E01E, mp4a.40.2"',
		'text/plain',
		'image/png',
		'file',
		'video/mp4\r\nX-Injected: yes',
	].map((type): Row => ({ to: 'film', file: 'film.mp4', type, as: 'mp4' })),
	...['image/jpg', 'IMAGE/PNG', 'application/octet-stream', null, 'text/html'].map(
		(type): Row => ({ to: 'picture', file: 'picture.jpg', type, as: 'jpg' }),
	),
	{ to: 'picture', file: 'picture.webp', name: 'picture.jpg', type: 'image/jpeg', as: 'webp', called: 'picture.webp' },
	{ to: 'picture', file: 'picture.png', name: 'picture.heic', type: 'image/heic', as: 'png', called: 'picture.png' },
	{ to: 'film', file: 'film.mov', name: 'film.mp4', type: 'video/mp4', as: 'mov', called: 'film.mov' },
	{ to: 'recording', file: 'sound.wav', type: 'audio/x-wav', as: 'wav' },
	{ to: 'recording', file: 'sound.wav', type: 'audio/vnd.wave', as: 'wav' },
	{ to: 'recording', file: 'sound.mp3', type: 'audio/mp3', as: 'mp3' },
	{ to: 'recording', file: 'sound.mp3', type: 'application/octet-stream', as: 'mp3' },
	{ to: 'recording', file: 'sound.m4a', type: 'audio/x-m4a', as: 'm4a' },
	{ to: 'recording', file: 'sound.wav', name: 'sound.mp3', type: 'audio/mpeg', as: 'wav', called: 'sound.wav' },
];

/** Voices in containers of videos. */
const voices: Row[] = [
	{ to: 'recording', file: 'sound.webm', type: 'video/webm', as: 'weba' },
	{ to: 'recording', file: 'sound.mp4', type: 'video/mp4', as: 'm4a' },
	{ to: 'recording', file: 'fragmented-sound.mp4', type: 'video/mp4', as: 'm4a' },
	{ to: 'sound', file: 'sound.webm', type: 'video/webm', as: 'weba' },
	{ to: 'sound', file: 'sound.mp4', type: 'video/mp4', as: 'm4a' },
	{ to: 'sound', file: 'sound.mp4', type: 'application/mp4', as: 'm4a' },
	{ to: 'sound', file: 'sound.m4a', type: 'video/mp4', as: 'm4a' },
	{ to: 'sound', file: 'sound.ogg', type: 'video/ogg', as: 'ogg' },
	{ to: 'sound', file: 'sound.opus', type: 'application/ogg', as: 'ogg' },
	{ to: 'sound', file: 'sound.mp3', type: 'application/octet-stream', as: 'mp3' },
];

const LINES = 'cat\r\nX-Injected: yes\r\n\r\nbody';

/** Names that people, programs and strangers give. */
const names: Row[] = (
	[
		[null, /^[\w-]+\.png$/],
		['', /^[\w-]+\.png$/],
		['photo', 'photo.png'],
		['photo.jpg', 'photo.png'],
		['photo.v2.final', 'photo.v2.final.png'],
		['photo.png.exe', /^photo\.png\.exe\.png$|^photo\.png$/],
		['PHOTO.PNG', /^PHOTO\.png$/i],
		['Grüße aus 東京 🌊.png', 'Grüße aus 東京 🌊.png'],
		["100% of it; really, it's (1).png", "100% of it; really, it's (1).png"],
		['my "best" cat.png', /^my [^"]?best[^"]? cat\.png$/],
		[`${LINES}.png`, /^cat[^\r\n]*\.png$/],
		['a\nb\rc.png', /^a[^\r\n]?b[^\r\n]?c\.png$/],
		['a\u2028b\u2029c\u0085d.png', /^a[^\u2028]?b[^\u2029]?c[^\u0085]?d\.png$/],
		['cat\0\x07\x1b\x7f.png', /^cat_*\.png$/],
		['cat\u202Egnp.exe', /^cat.?gnp\.(exe\.)?png$/u],
		['\u2066cat\u2069\u200F\u061C.png', /^.?cat.{0,3}\.png$/u],
		['../../etc/passwd', 'passwd.png'],
		['uploads/2026/cat.png', 'cat.png'],
		[String.raw`C:\Users\me\cat.png`, 'cat.png'],
		['..', /^[\w-]+\.png$/],
		['.png', /^[\w-]+\.png$/],
		['folder/', /^[\w-]+\.png$/],
		[`${'x'.repeat(5_000)}.png`, /^x{20,250}\.png$/],
		[`${'🌊'.repeat(500)}.png`, /^🌊{10,}\.png$/u],
	] as Array<[string | null, RegExp | string]>
).map(([name, called]) => ({ to: 'picture', file: 'picture.png', type: 'image/png', name, as: 'png', called }));

/** Held upright by what the file says of itself. */
const orientation: Row[] = [
	{ to: 'firstFrame', file: 'picture.jpg', shape: 'landscape' },
	...[1, 2, 3, 4].map((turn): Row => ({ to: 'firstFrame', file: `turned${turn}.jpg`, shape: 'landscape' })),
	...[5, 6, 7, 8].map((turn): Row => ({ to: 'firstFrame', file: `turned${turn}.jpg`, shape: 'portrait' })),
	{ to: 'firstFrame', file: 'turned.png', shape: 'portrait' },
	{ to: 'firstFrame', file: 'turned.webp', shape: 'portrait' },
	{ to: 'priced', file: 'film.mp4', shape: 'landscape' },
	{ to: 'priced', file: 'turned.mp4', shape: 'portrait' },
	{ to: 'priced', file: 'upside-down.mp4', shape: 'landscape' },
];

/** What deAPI does not take, under its own name and under one that it does take. */
const foreign: Row[] = (
	[
		['IMG_0042.HEIC', 'image/heic', /\bHEI[CF]\b/, CONVERT],
		['burst.heif', 'image/heif', /\bHEI[CF]\b/, CONVERT],
		['live.heic', 'image/heic', /\bHEI[CF]\b/, CONVERT],
		['photo.avif', 'image/avif', /\bAVIF\b/, CONVERT],
		['moving.avif', 'image/avif', /\bAVIF\b/, CONVERT],
		['scan.tif', 'image/tiff', /\bTIFF\b/, CONVERT],
		['scan.tiff', 'image/tiff', /\bTIFF\b/, CONVERT],
		['logo.svg', 'image/svg+xml', /\bSVG\b/, CONVERT],
		['icon.svg', 'image/svg+xml', /\bSVG\b/, CONVERT],
		['invoice.pdf', 'application/pdf', /\bPDF\b/, CONVERT],
		['photo.jxl', 'image/jxl', /\b(JPEG XL|JXL)\b/, CONVERT],
		['poster.psd', 'image/vnd.adobe.photoshop', /\b(PSD|Photoshop)\b/, CONVERT],
		['favicon.ico', 'image/x-icon', /\b(ICO|icon)\b/i, CONVERT],
		['page.html', 'text/html', /\b(HTML|web page)\b/i, /./],
		['page.htm', 'text/html', /\b(HTML|web page)\b/i, /./],
		['error.xml', 'application/xml', /\bXML\b/, /./],
		['report.docx', 'application/zip', /\b(ZIP|archive|Office)\b/i, /./],
		['data.json', 'application/json', /\bJSON\b/, /./],
		['notes.txt', 'text/plain', /\btext\b/i, /./],
	] as Array<[string, string, RegExp, RegExp]>
).flatMap(([file, type, ...refused]): Row[] => [
	{ to: 'picture', file, type, refused },
	{ to: 'picture', file, name: 'photo.jpg', type: 'image/jpeg', refused },
]);

/** Of another kind than the input takes, and what is broken. */
const wrong: Row[] = [
	{ to: 'picture', file: 'film.mp4', type: 'video/mp4', refused: [/\b(MP4|video)\b/, /\bimage\b/] },
	{ to: 'picture', file: 'film.mp4', name: 'cat.png', type: 'image/png', refused: [/\b(MP4|video)\b/, /\bimage\b/] },
	{ to: 'picture', file: 'sound.mp3', type: 'audio/mpeg', refused: [/\b(MP3|audio)\b/, /\bimage\b/] },
	{ to: 'film', file: 'picture.png', type: 'image/png', refused: [/\b(PNG|image)\b/, /\bvideo\b/] },
	{ to: 'film', file: 'sound.mp4', type: 'video/mp4', refused: [/\b(sound|audio)\b/, /\bvideo\b/] },
	{ to: 'film', file: 'film.mkv', type: 'video/x-matroska', refused: [/\b(MKV|Matroska)\b/, /\bMP4\b/] },
	{ to: 'film', file: 'film.mkv', name: 'film.mp4', type: 'video/mp4', refused: [/\b(MKV|Matroska)\b/, /\bMP4\b/] },
	{ to: 'sound', file: 'film.webm', type: 'video/webm', refused: [/\b(WebM|video)\b/, /\baudio\b/] },
	{ to: 'sound', file: 'film.mp4', name: 'song.mp3', type: 'audio/mpeg', refused: [/\b(MP4|video)\b/, /\baudio\b/] },
	{ to: 'recording', file: 'picture.png', type: 'image/png', refused: [/\b(PNG|image)\b/, /\baudio\b/] },
	{ to: 'recording', file: 'page.html', name: 'voice.mp3', type: 'audio/mpeg', refused: [/\b(HTML|web page)\b/i, /./] },
	{ to: 'recording', file: 'take.aiff', type: 'audio/aiff', refused: [/\bAIFF\b/, /\b(MP3|WAV|FLAC)\b/] },
	{ to: 'recording', file: 'memo.amr', type: 'audio/amr', refused: [/\bAMR\b/, /\b(MP3|WAV|FLAC)\b/] },
	{ to: 'picture', file: 'empty', name: 'cat.png', type: 'image/png', refused: [/\bempty\b/] },
	{ to: 'film', file: 'empty', name: 'film.mp4', type: 'video/mp4', refused: [/\bempty\b/] },
	{ to: 'recording', file: 'empty', name: 'voice.mp3', type: 'audio/mpeg', refused: [/\bempty\b/] },
	{ to: 'picture', file: 'half.jpg', type: 'image/jpeg', as: 'jpg' },
	{ to: 'film', file: 'half.mp4', type: 'video/mp4', as: 'mp4' },
	{ to: 'picture', file: 'noise', name: 'cat.png', type: 'image/png', as: 'declaredPng' },
];

export const ROWS: Record<string, Row[]> = { formats, types, voices, names, orientation, foreign, wrong };
