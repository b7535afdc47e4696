import { makeFile } from './ffmpeg.mts';

export { probe } from './probe.mts';
export type { Probe } from './probe.mts';
export { playTune } from './tunes.mts';
export type { AudioFormat, Tune } from './tunes.mts';

export interface Size {
	width: number;
	height: number;
}

export interface Film extends Size {
	frames: number;
	fps: number;
	/** Picture that it begins with. */
	first: Buffer;
	/** Picture that it ends with. */
	last?: Buffer;
	/** Its sound, as far as it fits. */
	audio?: Buffer;
}

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'];

/** An MP4 (H.264, and AAC where there is sound). Odd widths and heights become even, as the codec wants them. */
export async function makeFilm({ width, height, frames, fps, first, last, audio }: Film): Promise<Buffer> {
	const still = `scale=${even(width)}:${even(height)},setsar=1,loop=loop=${frames}:size=1,setpts=N/${fps}/TB`;
	const moving = `${still},hue=h='15*sin(t*2)'`;
	// Where it has to end somewhere, the last picture shows through more and more.
	const picture = last
		? `[0:v]${still}[from];[1:v]${still},format=yuva420p,fade=in:0:${Math.max(1, frames - 1)}:alpha=1[to];[from][to]overlay=shortest=1`
		: `[0:v]${moving}`;
	const inputs = [first, last, audio].filter((input) => input !== undefined);
	const sound = audio ? ['-map', `${inputs.length - 1}:a:0`, '-c:a', 'aac', '-b:a', '96k', '-af', `atrim=end=${frames / fps}`] : [];
	return await makeFile(inputs, 'mp4', (paths) => [
		...paths.flatMap((path, index) => (inputs[index] === audio ? ['-i', path] : ['-r', String(fps), '-i', path])),
		'-filter_complex',
		`${picture},format=yuv420p[film]`,
		'-map',
		'[film]',
		...sound,
		'-frames:v',
		String(frames),
		'-r',
		String(fps),
		...H264,
	]);
}

/** The same video through a filter of ffmpeg, as long as before and with the same sound. */
export async function filterVideo(video: Buffer, filter: string): Promise<Buffer> {
	return await makeFile([video], 'mp4', ([path]) => ['-i', path, '-vf', filter, '-map', '0:v:0', '-map', '0:a:0?', ...H264, '-c:a', 'aac']);
}

export async function scaleVideo(video: Buffer, { width, height }: Size): Promise<Buffer> {
	return await filterVideo(video, `scale=${even(width)}:${even(height)},setsar=1`);
}

/** The video with a picture over its middle, of the given size. */
export async function putInto(video: Buffer, picture: Buffer, { width, height }: Size): Promise<Buffer> {
	const filter = `[0:v]scale=${even(width)}:${even(height)},setsar=1[scene];[1:v]scale=-2:${even(height / 2)}[figure]`;
	return await makeFile([video, picture], 'mp4', ([scene, figure]) => [
		'-i',
		scene,
		'-i',
		figure,
		'-filter_complex',
		`${filter};[scene][figure]overlay=(W-w)/2:H-h,format=yuv420p[film]`,
		'-map',
		'[film]',
		'-map',
		'0:a:0?',
		...H264,
		'-c:a',
		'aac',
	]);
}

export type PictureFormat = 'png' | 'jpg' | 'webp';

/** What a browser can show too; plain WebP, as this ffmpeg cannot read the animated kind that it makes otherwise. */
const ENCODERS = { png: [], jpg: ['-pix_fmt', 'yuvj420p', '-q:v', '3'], webp: ['-c:v', 'libwebp'] };

/** The picture in another format, through a filter of ffmpeg if need be. */
export async function convertPicture(picture: Buffer, format: PictureFormat, filter = 'null'): Promise<Buffer> {
	return await makeFile([picture], format, ([path]) => ['-i', path, '-vf', filter, '-frames:v', '1', ...ENCODERS[format]]);
}

export async function scalePicture(picture: Buffer, { width, height }: Size): Promise<Buffer> {
	return await convertPicture(picture, 'png', `scale=${Math.round(width)}:${Math.round(height)}`);
}

export function even(length: number): number {
	return Math.max(2, Math.floor(length / 2) * 2);
}
