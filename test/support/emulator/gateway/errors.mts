/** A refusal in OpenAI's words (docs/api.md#errors-of-the-gateway). */
export class Refusal extends Error {
	readonly status: number;
	private readonly more: { type: string; code?: string; param?: string };

	constructor(status: number, message: string, more: { type?: string; code?: string; param?: string } = {}) {
		super(message);
		this.status = status;
		this.more = { type: status < 500 ? 'invalid_request_error' : 'server_error', ...more };
	}

	get body(): object {
		return { error: { message: this.message, param: null, code: null, ...this.more } };
	}
}

export const wrongKey = () => new Refusal(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });

export const tooMany = () => new Refusal(429, 'Rate limit reached for requests.', { type: 'requests', code: 'rate_limit_exceeded' });

export const noSuchModel = (model: unknown) =>
	new Refusal(404, `The model '${String(model)}' does not exist.`, { code: 'model_not_found', param: 'model' });

export const wrong = (param: string, message: string) => new Refusal(400, message, { param });
