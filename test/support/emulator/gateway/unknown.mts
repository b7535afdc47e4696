import type { Answer } from './call.mts';
import { Refusal } from './errors.mts';

/** The documents list it, and say nothing of its fields and answers: whoever relies on it relies on a guess. */
export const makeVideo: Answer = () => {
	throw new Refusal(501, 'Nothing is known of what the gateway takes and answers here.');
};

export const refuseRoute: Answer = ({ recorded: { method, path } }) => {
	throw new Refusal(404, `Invalid URL (${method} ${path})`);
};
