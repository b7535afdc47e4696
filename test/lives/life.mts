import fc from 'fast-check';

/** How deAPI answers a submission. What follows "in doubt" leaves open whether it was accepted. */
export const SUBMISSIONS = [
	'accepted',
	'refused',
	'no money',
	'over rate',
	'over rate for today',
	'busy, come back later',
	'never reached',
	'model down',
	'in doubt: 500',
	'in doubt: 503',
	'in doubt: 408',
	'in doubt: 500, accepted',
	'in doubt: cut off',
	'in doubt: cut off, accepted',
	'in doubt: no ID',
] as const;
export type Submission = (typeof SUBMISSIONS)[number];

/** How a request is answered that costs nothing. */
export const ANSWERS = ['right', '500', '404', '429', 'cut off', 'no JSON'] as const;
export type Answer = (typeof ANSWERS)[number];

export const DOWNLOADS = ['right', '500', 'cut off', 'expired'] as const;
export type Download = (typeof DOWNLOADS)[number];

export const PRICES = ['right', 'null', 'no price', '500', '422'] as const;
export type Price = (typeof PRICES)[number];

export interface Job {
	/** As a part of Wait Timeout; above 1 it is too late. */
	takes: number;
	ends: 'done' | 'failed' | 'failed for its model';
	/** What the status of a job that is done says of an error. */
	error?: null | '';
}

export const MOST_RESULTS = 4;

/** What happens while the node runs, before its request of this number. */
export interface Interruption {
	what: 'n8n is killed' | 'stopped';
	at: number;
}

export const EDITS = ['one item', 'one piece', 'all items', 'results', 'enhance', 'estimate', 'submit again'] as const;
export type Edit = (typeof EDITS)[number];

/** What happens while the execution waits, or after it has failed. What does not fit then is passed over. */
export type Event =
	| { when: 'waiting'; what: 'callback'; times: 1 | 2; late: number; interrupted?: Interruption }
	| { when: 'waiting'; what: 'job begins' | 'event of another job' | 'event of an unknown job' | 'stopped' }
	| { when: 'waiting'; what: 'timer'; interrupted?: Interruption }
	| { when: 'failed'; what: 'retry, original workflow' | 'retry, saved workflow'; interrupted?: Interruption }
	| { when: 'failed'; what: 'retry, edited'; edit: Edit; item: number; results: number; interrupted?: Interruption };

export interface Life {
	operation: 'image' | 'speech' | 'embedding' | 'transcription' | 'prompt';
	/** `results`: how many pictures an item is to become, or how many pieces its text is too long by; of others, nothing. */
	items: Array<{ error?: unknown; budget?: unknown; results: number }>;
	/** Draws no seed, but has one written. */
	isSeeded: boolean;
	/** How often the workflow reaches the node. */
	runs: 1 | 2;
	onError: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** With Retry On Fail. */
	maxTries?: number;
	waitMode: 'automatic' | 'webhook' | 'polling' | 'dontWait';
	/** In seconds. */
	waitTimeout: 60 | 300;
	enhance: boolean;
	/** Estimate Price Only. */
	estimates: boolean;
	/** In USD; "by item" is an expression that reads each item's budget. */
	maximumPrice?: 1 | 0.02 | 0.01 | 'by item';
	fallbacks: 0 | 1 | 2;
	executeOnce: boolean;
	alwaysOutputData: boolean;
	concurrency: 1 | 5;
	/** The prompt holds an expression that is another one every time. */
	isRandom: boolean;
	interrupted?: Interruption;
	events: Event[];
	/** Answers that deAPI gives, in this order; then all goes well. */
	submissions: Submission[];
	jobs: Job[];
	boosts: Submission[];
	prices: Price[];
	statuses: Answer[];
	downloads: Download[];
}

const sometimes = <T,>(arbitrary: fc.Arbitrary<T>, freq = 3) => fc.option(arbitrary, { nil: undefined, freq });
const mostly = <T,>(usual: T, others: readonly T[], weight: number) =>
	fc.oneof({ withCrossShrink: true }, { weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const answers = <T,>(all: readonly T[], weight: number, maxLength: number): fc.Arbitrary<T[]> =>
	fc.oneof(
		{ withCrossShrink: true },
		{ weight: 1, arbitrary: fc.constant<T[]>([]) },
		{ weight: 1, arbitrary: fc.array(mostly(all[0], all, weight), { maxLength }) },
	);

const interruption = sometimes(
	fc.record({ what: fc.constantFrom<Interruption['what'][]>('n8n is killed', 'stopped'), at: fc.integer({ min: 1, max: 8 }) }),
	8,
);

const event: fc.Arbitrary<Event> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			when: fc.constant('waiting' as const),
			what: fc.constant('callback' as const),
			times: mostly<1 | 2>(1, [2], 4),
			late: fc.constantFrom(0, 0, 1, 90),
			interrupted: interruption,
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			when: fc.constant('waiting' as const),
			what: fc.constantFrom('job begins' as const, 'event of another job' as const, 'event of an unknown job' as const),
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ when: 'waiting', what: 'stopped' } as const) },
	{
		weight: 2,
		arbitrary: fc.record({ when: fc.constant('waiting' as const), what: fc.constant('timer' as const), interrupted: interruption }),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			when: fc.constant('failed' as const),
			what: fc.constantFrom('retry, original workflow' as const, 'retry, saved workflow' as const),
			interrupted: interruption,
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			when: fc.constant('failed' as const),
			what: fc.constant('retry, edited' as const),
			edit: fc.constantFrom(...EDITS),
			item: fc.nat({ max: 3 }),
			results: fc.integer({ min: 1, max: MOST_RESULTS }),
			interrupted: interruption,
		}),
	},
);

const item = fc.record({
	error: sometimes(fc.constantFrom<unknown[]>('', 'no such file', 0, 1, true, false, null, {}, { message: 'gone' }, []), 4),
	budget: fc.constantFrom<unknown[]>(1, 1, 0.0001, undefined, null, '', 'much'),
	results: mostly(1, [2, 3, MOST_RESULTS], 2),
});

export const lives: fc.Arbitrary<Life> = fc.record({
	operation: fc.constantFrom('image', 'image', 'image', 'speech', 'speech', 'embedding', 'transcription', 'prompt'),
	items: fc.array(item, { minLength: 1, maxLength: 4 }),
	isSeeded: fc.boolean(),
	runs: mostly<1 | 2>(1, [2], 3),
	onError: fc.constantFrom('stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
	maxTries: sometimes(fc.integer({ min: 2, max: 5 }), 2),
	waitMode: fc.constantFrom('automatic', 'automatic', 'webhook', 'polling', 'dontWait'),
	waitTimeout: fc.constantFrom(60, 300),
	enhance: mostly(false, [true], 2),
	estimates: mostly(false, [true], 15),
	maximumPrice: sometimes(fc.constantFrom(1 as const, 0.02 as const, 0.01 as const, 'by item' as const), 3),
	fallbacks: fc.constantFrom(0, 1, 2),
	executeOnce: mostly(false, [true], 5),
	alwaysOutputData: mostly(false, [true], 4),
	concurrency: fc.constantFrom(1, 5),
	isRandom: mostly(false, [true], 4),
	interrupted: interruption,
	events: fc.array(event, { maxLength: 8 }),
	submissions: answers(SUBMISSIONS, 2, 6),
	jobs: answers<Job>(
		[
			{ takes: 0.1, ends: 'done' },
			...[0, 0.3, 0.95, 1.5, Infinity].map((takes) => ({ takes, ends: 'done' as const })),
			...[0.01, 0.5, 1.5].map((takes) => ({ takes, ends: 'failed' as const })),
			...[0, 0.2].map((takes) => ({ takes, ends: 'failed for its model' as const })),
			{ takes: 0.1, ends: 'done', error: null },
			{ takes: 0.1, ends: 'done', error: '' },
		],
		1,
		6,
	),
	boosts: answers(SUBMISSIONS, 2, 4),
	prices: answers(PRICES, 3, 4),
	statuses: answers(ANSWERS, 2, 8),
	downloads: answers(DOWNLOADS, 2, 6),
});
