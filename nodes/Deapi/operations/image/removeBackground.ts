import { file } from '../../fields/file';
import type { Submission } from '../types';

/** Background removal: facts file §1.3, POST /img-rmbg. */
export const removeBackground: Submission = {
	kind: 'submission',
	resource: 'image',
	value: 'removeBackground',
	name: 'Remove Background',
	action: 'Remove the background of an image',
	description: 'Cut out what an image shows, with a transparent background',
	endpoint: '/img-rmbg',
	encoding: 'multipart',
	task: 'img-rmbg',
	fields: [file({ api: 'image', media: 'image', description: 'The image to cut out, at most 10 MB' })],
	result: 'file',
	waitSeconds: 600,
};
