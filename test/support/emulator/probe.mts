import { runFfmpeg, withFiles } from './ffmpeg.mts';

/** What a file holds; what does not apply to it is absent. Pictures are videos of one frame. */
export interface Probe {
	/** ffmpeg's name of the container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`, `wav` or `png_pipe`. */
	format: string;
	seconds?: number;
	/** In pixels. */
	width?: number;
	height?: number;
	/** Frames in all, and per second. */
	frames?: number;
	fps?: number;
	/** e.g. `h264`, `png`, `mjpeg`, `webp`. */
	videoCodec?: string;
	/** e.g. `yuv420p`. */
	pixelFormat?: string;
	/** e.g. `aac`, `pcm_s16le`, `mp3`, `flac`. */
	audioCodec?: string;
	/** In Hz. */
	sampleRate?: number;
}

/** Reads a file to its end, without decoding it. Throws where it is neither picture nor video nor audio. */
export async function probe(content: Buffer): Promise<Probe> {
	const said = await withFiles(
		[content],
		async ([path]) => (await runFfmpeg(['-i', path, '-map', '0', '-c', 'copy', '-f', 'null', '-'])).said,
	);
	const format = /^Input #0, (.+), from /m.exec(said)?.[1];
	if (format === undefined) throw new Error('This is no picture, video or audio.');
	const [input] = said.split('\nOutput #0');
	const video = /Stream #.*: Video: (\w+).*?, (\w+)(?:\(.*?\))?, (\d+)x(\d+)/.exec(input);
	const audio = /Stream #.*: Audio: (\w+).*?, (\d+) Hz/.exec(input);
	return withoutUndefined({
		format,
		seconds: secondsIn(/Duration: (\d+):(\d+):([\d.]+)/.exec(input)),
		width: numberIn(video?.[3]),
		height: numberIn(video?.[4]),
		frames: video ? numberIn([...said.matchAll(/frame=\s*(\d+)/g)].at(-1)?.[1]) : undefined,
		fps: numberIn(/, ([\d.]+) fps/.exec(input)?.[1]),
		videoCodec: video?.[1],
		pixelFormat: video?.[2],
		audioCodec: audio?.[1],
		sampleRate: numberIn(audio?.[2]),
	});
}

function secondsIn(time: RegExpExecArray | null): number | undefined {
	if (!time) return undefined;
	const [, hours, minutes, seconds] = time.map(Number);
	return hours * 3600 + minutes * 60 + seconds;
}

function numberIn(text: string | undefined): number | undefined {
	return text === undefined ? undefined : Number(text);
}

function withoutUndefined(found: Probe): Probe {
	return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as unknown as Probe;
}
