import { errorMessage } from './errorBody';
import { ApiError } from './errors';
import type { JobStatus } from './jobs';

interface Cause {
	/** Goes on after "The deAPI job failed: ". */
	words: string;
	remedy: string;
	/** What is known of it where the API does not say whether the same request could succeed. */
	mayPass?: boolean;
}

const OTHER_INPUT = 'Use other input, or another model.';
const ASK_FOR_LESS = 'Ask for less: a smaller size, fewer steps or frames, shorter input.';
const SHORTEN = 'Shorten the input, or use another model.';

/** What the API calls the causes of a failure, in its reasons, codes and short messages: docs/api.md#job-status. */
const CAUSES: Record<string, Cause> = {
	AGE_RESTRICTED: { words: 'the source or the result is age-restricted', remedy: 'Use other input.' },
	CAPACITY_UNAVAILABLE: {
		words: 'deAPI had too few workers to finish it',
		remedy: 'It is not the fault of this request. Wait a while, or use another model: "Fallback Model Names or IDs" does that by itself.',
		mayPass: true,
	},
	CONTEXT_EXCEEDED: { words: 'the input is longer than the model can take', remedy: SHORTEN },
	CONTEXT_LENGTH_EXCEEDED: { words: 'the input is longer than the model can take', remedy: SHORTEN },
	INPUT_TOO_LARGE: { words: 'the input is larger than the model can take', remedy: SHORTEN },
	INVALID_INPUT: { words: 'the model cannot work with this input', remedy: 'Check the parameters and the file.' },
	PROCESSING_ERROR: { words: 'the worker could not finish it', remedy: OTHER_INPUT, mayPass: true },
	PROCESSING_FAILED: { words: 'the worker could not finish it', remedy: OTHER_INPUT, mayPass: true },
	SOURCE_DOWNLOAD_FAILED: {
		words: 'deAPI could not fetch the source',
		remedy: 'See whether a browser can open it without signing in, or pass it as a file.',
		mayPass: true,
	},
	SOURCE_PRIVATE: {
		words: 'the source is private or no longer there',
		remedy: 'Use one that everybody can open without signing in, or pass it as a file.',
	},
	SOURCE_RESTRICTED: { words: 'the source is restricted by age or region', remedy: 'Use another one, or pass it as a file.' },
	SOURCE_UNPROCESSABLE: {
		words: 'the source has nothing that deAPI can read',
		remedy: 'It may be damaged, have no sound, or be of an unknown format. Convert it, or use another one.',
	},
	TIMEOUT: { words: 'it took too long', remedy: ASK_FOR_LESS, mayPass: true },
	WORKER_ERROR: { words: 'the worker broke down', remedy: OTHER_INPUT, mayPass: true },
	WORKER_TIMEOUT: { words: 'the worker took too long', remedy: ASK_FOR_LESS, mayPass: true },
};

/** Says the least: what the others tell goes before it, and it stands for every reason that is not known. */
const UNCLASSIFIED = 'PROCESSING_FAILED';

/** Describes a failed job, in words first. */
export function jobFailure({ requestId, data }: JobStatus): ApiError {
	const [code, reason] = [textIn(data.error_code), textIn(data.error_reason)];
	const said = errorMessage(data.error_message) ?? errorMessage(data.message);
	const [retryable, refunded] = [flagIn(data.retryable), flagIn(data.refunded)];

	const word = said !== undefined && !isSentence(said) ? constantCase(said) : undefined;
	const names = [word, reason, code].flatMap((name) => (name !== undefined && Object.hasOwn(CAUSES, name) ? name : []));
	const name = names.find((known) => known !== UNCLASSIFIED) ?? (names.length > 0 || reason !== undefined ? UNCLASSIFIED : undefined);
	const cause = name === undefined ? undefined : CAUSES[name];
	const inWords = said !== undefined && isSentence(said) ? said.replace(/\.$/, '') : (cause?.words ?? said?.replace(/[-_]/g, ' '));

	const label = reason ?? code;
	const what = [inWords, label && `(${label})`].filter(Boolean).join(' ');
	const advice = [
		cause?.remedy ?? OTHER_INPUT,
		again(retryable ?? (cause ? cause.mayPass : true)),
		money(refunded),
		`Request ID: ${requestId}`,
	];
	return new ApiError(`The deAPI job failed${what ? `: ${what}` : ''}`, {
		code,
		reason,
		retryable,
		refunded,
		requestId,
		description: advice.filter(Boolean).join(' '),
	});
}

function again(mayWork: boolean | undefined): string {
	if (mayWork === undefined) return '';
	return mayWork ? 'Running it again may work.' : 'The same request would fail again.';
}

function money(refunded: boolean | undefined): string {
	if (refunded === undefined) return '';
	return refunded ? 'deAPI gave the money back.' : 'If deAPI took money for it, it did not give it back.';
}

/** Newer messages may be a single word that stays the same, such as "age-restricted". */
function isSentence(said: string): boolean {
	return /\s/.test(said);
}

function constantCase(word: string): string {
	return word.replace(/-/g, '_').toUpperCase();
}

function textIn(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function flagIn(value: unknown): boolean | undefined {
	return typeof value === 'boolean' ? value : undefined;
}
