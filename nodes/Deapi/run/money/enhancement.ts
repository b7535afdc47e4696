import type { RequestBody } from '../../../shared/api/requestBody';
import type { Enhancement } from '../../operations/operation';

/** The booster's request for a job's: facts file §1.5. */
export function enhancementOf({ endpoint, prompt, more }: Enhancement, job: RequestBody): { endpoint: string; body: RequestBody } {
	const body: RequestBody = { prompt: job[prompt] };
	for (const [name, source] of Object.entries(more)) {
		const [several] = (job[`${source}s`] ?? []) as RequestBody[string][];
		const value = job[source] ?? several;
		// The API wants this one to be there, with or without a text.
		if (value !== undefined || name === 'negative_prompt') body[name] = value ?? null;
	}
	return { endpoint, body };
}
