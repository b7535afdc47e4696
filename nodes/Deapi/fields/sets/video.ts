import type { Field, FieldOptions } from '../field';
import { file } from '../kinds/file';
import { number } from '../kinds/number';

/** Length of a video, in frames. */
export function frames(): Field {
	return number({
		name: 'frames',
		label: 'Frames',
		api: 'frames',
		suggested: 120,
		limits: ['frames'],
		modelDefaults: ['frames'],
		fallback: 120,
		description:
			'How many frames the video has. Divided by the frames per second, this is its length in seconds. If left out, the model decides.',
	});
}

/** The API demands it, though older documents have it optional: docs/api.md#video. */
export function framesPerSecond(): Field {
	return number({
		name: 'fps',
		label: 'Frames per Second',
		api: 'fps',
		suggested: 24,
		limits: ['fps'],
		modelDefaults: ['fps'],
		fallback: 24,
		description: 'How many frames are shown per second. If left out, the model decides.',
	});
}

/** A video to work on. */
export function video(description: string, bounded: Array<'duration' | 'size'>): Field {
	return file({ name: 'videoBinaryProperty', api: 'video', media: ['video'], bounded, description });
}

/** An image that the video begins or ends with. */
export function frame(end: 'first' | 'last', place: Pick<FieldOptions, 'onlyFor' | 'optional'>): Field {
	const name = `${end}Frame`;
	return file({
		...place,
		name,
		of: { label: end === 'first' ? 'First Frame' : 'Last Frame', name },
		api: `${end}_frame_image`,
		media: ['image'],
		feature: end === 'last' ? 'supports_last_frame' : undefined,
		description:
			end === 'first'
				? 'The image that the video begins with, at most 10 MB'
				: 'The image that the video ends with, at most 10 MB. Models that take no last frame ignore it.',
	});
}
