/** What the API answers to a call (docs/api.md), and where the node reads it. Version 1 answers the same, or less. */
export interface Answer {
	/** With dots between the names of what is inside another; what is within `data` stands by itself. */
	fields: string[];
	/** The sources that read it. */
	readIn: string[];
	/** Why the others are not read. One that is read after all is an error. */
	unread: Record<string, string>;
}

const HANDED_ON = 'Handed on: it is in the output, as it came';
const PAGES = 'The pages are counted, up to `last_page`';

export const answers: Record<string, Answer> = {
	'GET /jobs/{id}': {
		fields: [
			...['status', 'progress', 'preview', 'result_url', 'results_alt_formats', 'result', 'metadata'],
			...['transcription', 'transcription.language', 'transcription.ts_level', 'transcription.diarization_available'],
			...['transcription.structured', 'price', 'price.amount', 'price.is_estimated', 'prompt_boosted', 'prompt_boost'],
			...['error_code', 'error_message', 'error_reason', 'retryable', 'refunded', 'failed_at'],
		],
		readIn: ['nodes/shared/api/jobs.ts', 'nodes/shared/api/jobFailure.ts', 'nodes/shared/results/readResult.ts'],
		unread: {
			progress: HANDED_ON,
			metadata: HANDED_ON,
			failed_at: HANDED_ON,
			'transcription.ts_level': HANDED_ON,
			'transcription.diarization_available': HANDED_ON,
			'transcription.structured': 'The file itself shows it',
		},
	},
	'GET /models': {
		fields: [
			...['name', 'slug', 'inference_types', 'tags', 'status', 'info.limits', 'info.features', 'info.defaults'],
			...['loras.name', 'loras.display_name', 'languages.name', 'languages.slug', 'languages.voices'],
			...['languages.voices.name', 'languages.voices.slug', 'languages.voices.gender'],
			...['links', 'meta.current_page', 'meta.last_page', 'meta.per_page', 'meta.total'],
		],
		readIn: ['nodes/shared/api/model.ts', 'nodes/shared/api/models.ts'],
		unread: {
			'languages.voices.gender': HANDED_ON,
			links: PAGES,
			'meta.current_page': PAGES,
			'meta.per_page': PAGES,
			'meta.total': PAGES,
		},
	},
	'GET /account/balance': {
		fields: ['balance'],
		readIn: ['nodes/Deapi/operations/account/getBalance.ts', 'nodes/Deapi/run/money/price.ts'],
		unread: {},
	},
	'POST /prompts/enhancements': {
		fields: ['prompt', 'negative_prompt'],
		readIn: ['nodes/Deapi/run/money/boost.ts'],
		unread: {},
	},
	'every job': { fields: ['request_id'], readIn: ['nodes/Deapi/run/submit/submit.ts'], unread: {} },
	'every price': {
		fields: ['price', 'is_estimated'],
		readIn: ['nodes/Deapi/run/money/price.ts'],
		unread: { is_estimated: 'Of partner models alone; what was really charged is in the output of the job' },
	},
};

/** Holds the table against the sources; in sentences. */
export function errorsInAnswers(table: Record<string, Answer>, read: (file: string) => string): string[] {
	return Object.entries(table).flatMap(([call, { fields, readIn, unread }]) => {
		const code = readIn
			.map(read)
			.join('\n')
			.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
		const isRead = (field: string) => new RegExp(`\\b${field.split('.').at(-1)}\\b`).test(code);
		return [
			...fields
				.filter((field) => !isRead(field) && !unread[field])
				.map((field) => `${call}, ${field}: the node should read it, or a reason say why not`),
			...Object.keys(unread)
				.filter((field) => !fields.includes(field) || isRead(field))
				.map((field) => `${call}, ${field}: the reason why the node does not read it is idle`),
		];
	});
}
