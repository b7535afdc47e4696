/**
 * A parameter that cannot work, found before anything was sent.
 * `parameter` is the label that the user sees.
 */
export class InputError extends Error {
	constructor(
		readonly parameter: string,
		message: string,
		readonly description?: string,
	) {
		super(message);
		this.name = 'InputError';
	}
}
