import type { Size } from './media.mts';
import type { Order, UploadedFile } from './order.mts';
import type { Probe } from './probe.mts';

/** Of media behind a URL, which nobody here looks at, and of files that cannot be read: their jobs are taken, and fail. */
const SOME_SECONDS = 300;
const DEFAULT_SIZE = { width: 1024, height: 1024 };
const FILES = ['source_file', 'video', 'audio'];

/** In pixels: what is asked for, or else what the first of the files has. */
export async function sizeOf(order: Order, ...files: string[]): Promise<Size> {
	const [width, height] = [order.number('width'), order.number('height')];
	const [file] = files.flatMap((name) => order.files(name));
	const measured: Partial<Size> = file && !(width && height) ? await measure(order, file) : {};
	return { width: width ?? measured.width ?? DEFAULT_SIZE.width, height: height ?? measured.height ?? DEFAULT_SIZE.height };
}

/** How long that is which is asked for or sent. */
export async function secondsOf(order: Order): Promise<number> {
	const [frames, fps] = [order.number('frames'), order.number('fps')];
	if (frames) return frames / (fps ?? order.limits.min_fps ?? 24);
	const [file] = FILES.flatMap((name) => order.files(name));
	return (
		order.number('duration') ??
		order.number('duration_seconds') ??
		(file ? (await measure(order, file)).seconds : undefined) ??
		SOME_SECONDS
	);
}

async function measure(order: Order, file: UploadedFile): Promise<Partial<Probe>> {
	return await order.probe(file).catch(() => ({}));
}
