import { drawPicture } from '../pictures.mts';
import type { Job } from '../jobs.mts';

/** What an update says of a job, in the vendor's words (docs/api.md#live-updates). Of a job that failed there is none. */
export interface Update {
	request_id: string;
	status: 'processing' | 'in_progress' | 'done';
	/** A picture as a data URI; of jobs for images alone. */
	preview: string | null;
	result_url: string | null;
	/** In per cent, e.g. `45.50`. */
	progress: string;
}

const BEGUN = 10;
const PREVIEW_SIZE = 32;

/** Where a job stands after a share of its time; the first of them is where somebody has taken it. */
export const STEPS = [
	{ share: 0.25, progress: BEGUN },
	{ share: 0.4, progress: 24.5 },
	{ share: 0.6, progress: 45.5 },
	{ share: 0.8, progress: 78.25 },
];

export function updateOf(job: Job, resultUrl?: string): Update | undefined {
	const { requestId: request_id, status, progress } = job;
	if (status === 'pending' || status === 'error') return undefined;
	const isDone = status === 'done';
	const hasBegun = progress > BEGUN;
	return {
		request_id,
		status: status === 'processing' && hasBegun ? 'in_progress' : status,
		preview: !isDone && hasBegun && ['txt2img', 'img2img'].includes(job.type) ? previewOf(job) : null,
		result_url: (isDone && resultUrl) || null,
		progress: progress.toFixed(2),
	};
}

function previewOf({ fields, progress }: Job): string {
	const picture = drawPicture(String(fields.prompt), progress, PREVIEW_SIZE, PREVIEW_SIZE);
	return `data:image/png;base64,${picture.toString('base64')}`;
}
