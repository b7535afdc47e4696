import { video } from '../../fields/film';
import type { Submission } from '../types';

/** Background removal for videos: facts file §1.3, POST /vid-rmbg. */
export const removeBackground: Submission = {
	kind: 'submission',
	resource: 'video',
	value: 'removeBackground',
	name: 'Remove Background',
	action: 'Remove the background of a video',
	description: 'Cut out what a video shows',
	route: { endpoint: '/vid-rmbg', task: 'vid-rmbg' },
	fields: [video('The video to cut out', ['size', 'duration'])],
	price: { insteadOfFiles: ['width', 'height'] },
	result: 'file',
	waitSeconds: 1800,
};
