import { API, BASE_URL } from '../support/harness/contexts.mts';
import { catalog } from './catalog.mts';
import type { Clock } from './clock.mts';
import type { Answer, Download, Job, Life, Price, Submission } from './life.mts';
import { SEEDS_APART } from './person.mts';
import { soundSaying } from './sound.mts';
import { NetworkError } from './transport.mts';
import type { Request, Response } from './transport.mts';
import { fileSaying } from '../support/harness/files.mts';

/** Of which item something is, and of which of its pieces. `version` counts how often a person has changed its text. */
export interface Part {
	run: number;
	item: number;
	piece: number;
	version: number;
	/** Of a batch: which of the item's texts. */
	texts: number;
}

export interface AcceptedJob {
	id: string;
	parts: Part[];
	model: string;
	plan: Job;
	endsAt: number;
	callsBack: boolean;
	/** When a status has told for the first time that it has failed. */
	toldAt?: number;
	/** What its callbacks are signed with, where that is not the account's. */
	secret?: string;
}

/** A request that costs money, in the order of arrival. */
export interface Paid<Stamp> {
	what: 'job' | 'prompt';
	parts: Part[];
	/** In USD, of each part. */
	price: number;
	text: string;
	/** When it was sent, and when it arrived. */
	sentAt: number;
	at: number;
	answer: Submission;
	isAccepted: boolean;
	isInDoubt: boolean;
	/** Of one that was accepted, and whose answer arrived. */
	job?: AcceptedJob;
	stamp: Stamp;
}

/** Of a request that costs money: when, and what held then. */
type Sent<Stamp> = Pick<Paid<Stamp>, 'sentAt' | 'stamp'>;

const STORAGE = 'https://storage.test';
const LATENCY = 40;
/** What a booster adds. */
export const BETTER = 'a better ';
const DETAILS = ', with details'.repeat(20);
/** More than any life needs; then nothing is answered any more. */
const MOST_REQUESTS = 3000;

const minute = { 'retry-after': '60', 'x-ratelimit-type': 'minute' };
const REFUSALS: Partial<Record<Submission, Response>> = {
	refused: { status: 422, body: { message: 'Invalid.', errors: { prompt: ['Too odd.'] } } },
	'no money': { status: 422, body: { message: 'Invalid.', errors: { balance: ['Not enough balance.'] } } },
	'over rate': { status: 429, headers: minute, body: { message: 'Too Many Attempts.' } },
	'over rate for today': { status: 429, headers: { 'retry-after': '40000', 'x-ratelimit-type': 'daily' } },
	'busy, come back later': { status: 503, headers: { 'retry-after': '5' } },
	'model down': { status: 422, body: { message: 'Invalid.', errors: { model: ['The model is currently unavailable.'] } } },
};
const DOUBTS: Partial<Record<Submission, number>> = {
	'in doubt: 500': 500,
	'in doubt: 503': 503,
	'in doubt: 408': 408,
	'in doubt: 500, accepted': 500,
};

/** What the tests know of deAPI, as little as the node needs and no kinder than it; nothing in here is the node's. */
export class FakeDeapi<Stamp> {
	readonly jobs: AcceptedJob[] = [];
	readonly paid: Array<Paid<Stamp>> = [];
	readonly journal: string[] = [];
	/** Of items that something went wrong with, so that they may fail. */
	readonly troubled = new Set<string>();
	requests = 0;
	statusCalls = 0;
	/** Called when a request is on its way. */
	onRequest: () => void = () => undefined;
	/** Whether the process that asks has died, so that it never learns of the answer. */
	isDead: () => boolean = () => false;
	private readonly life: Life;
	private readonly clock: Clock;
	/** What holds when a request is sent. */
	private readonly stamp: () => Stamp;
	private readonly served = new Map<object, number>();
	private readonly expired = new Set<string>();
	private urls = 0;

	constructor(life: Life, clock: Clock, stamp: () => Stamp) {
		this.life = life;
		this.clock = clock;
		this.stamp = stamp;
	}

	get isOverwhelmed(): boolean {
		return this.requests > MOST_REQUESTS;
	}

	async serve(request: Request): Promise<Response> {
		this.requests++;
		const sent: Sent<Stamp> = { sentAt: this.clock.now(), stamp: this.stamp() };
		if (this.isOverwhelmed) throw new NetworkError('ECONNREFUSED');
		this.onRequest();
		// So that requests that are sent at once are not answered in their order.
		await this.clock.sleep(LATENCY + ((this.requests * 37) % 60));
		const { url, method, body } = request;
		if (url.origin === STORAGE) return this.download(url);
		if (url.origin !== BASE_URL) throw new Error(`Nobody is at ${url.href}`);
		const path = url.pathname.slice(API.length);
		if (path === '/models') return { status: 200, body: { data: catalog } };
		if (path === '/account/balance') return { status: 200, body: { data: { balance: 0.5 } } };
		if (path.startsWith('/jobs/')) return this.status(path.slice('/jobs/'.length));
		if (method !== 'POST') return { status: 404 };
		if (path.endsWith('/price')) return this.price(path.replace('/price', ''), body);
		return path === '/prompts/enhancements' ? this.boost(request, sent) : this.submit(path, request, sent);
	}

	hasFailed({ plan, endsAt }: AcceptedJob, at = this.clock.now()): boolean {
		return plan.ends !== 'done' && endsAt <= at;
	}

	private submit(path: string, { body }: Request, sent: Sent<Stamp>): Response {
		const text = textOf(body);
		const model = catalog.find(({ slug }) => slug === body.model);
		const isValid = model !== undefined && text !== '' && (path !== '/images/generations' || Number(body.width) > 0);
		const paid = this.take(sent, 'job', body, priceOf(path, body), isValid ? this.next('submissions', 'accepted') : 'refused');
		if (paid.isAccepted) {
			const plan = this.next<Job>('jobs', { takes: 0.1, ends: 'done' });
			const job: AcceptedJob = {
				id: `job-${String(this.jobs.length).padStart(4, '0')}`,
				parts: paid.parts,
				model: String(body.model),
				plan,
				endsAt: this.clock.now() + plan.takes * this.life.waitTimeout * 1000,
				callsBack: body.webhook_url !== undefined,
				secret: body.webhook_secret as string | undefined,
			};
			this.jobs.push(job);
			if (paid.answer === 'accepted' && !this.isDead()) paid.job = job;
			if (plan.ends !== 'done' || plan.takes > 0.96) this.trouble(paid.parts);
		}
		this.note(
			`${path} ${text.slice(0, 60)}${body.seed === undefined ? '' : ` ${Number(body.seed) % SEEDS_APART}`}${body.webhook_url ? ' +callback' : ''}: ${paid.answer}${paid.job ? ` as ${tell(paid.job)}` : ''}`,
		);
		return this.answerTo(paid, { data: { request_id: paid.job?.id } });
	}

	private boost({ body }: Request, sent: Sent<Stamp>): Response {
		const text = textOf(body);
		const isValid = text.length >= 3 && body.type === 'images.generations' && catalog.some(({ slug }) => slug === body.model_slug);
		const paid = this.take(sent, 'prompt', body, 0.001, isValid ? this.next('boosts', 'accepted') : 'refused');
		this.note(`better prompt for ${text.slice(0, 60)}: ${paid.answer}`);
		const isEmpty = paid.answer === 'in doubt: no ID';
		return this.answerTo(paid, isEmpty ? {} : { prompt: BETTER + text + DETAILS, negative_prompt: body.negative_prompt ?? null });
	}

	private take(sent: Sent<Stamp>, what: Paid<Stamp>['what'], body: Request['body'], price: number, answer: Submission): Paid<Stamp> {
		const isInDoubt = answer.startsWith('in doubt');
		const isAccepted = answer === 'accepted' || answer.endsWith(', accepted') || answer.endsWith('no ID');
		const paid = { what, parts: partsOf(body), price, text: textOf(body), at: this.clock.now(), answer, isAccepted, isInDoubt, ...sent };
		this.paid.push(paid);
		if (answer !== 'accepted') this.trouble(paid.parts);
		return paid;
	}

	private answerTo({ answer }: Paid<Stamp>, body: object): Response {
		if (answer === 'never reached') throw new NetworkError('ECONNREFUSED');
		if (answer.startsWith('in doubt: cut off')) throw new NetworkError('ECONNRESET');
		const refusal = REFUSALS[answer];
		if (refusal) return refusal;
		return DOUBTS[answer] ? { status: DOUBTS[answer], body: { message: 'Server Error' } } : { status: 200, body };
	}

	private price(path: string, body: Request['body']): Response {
		const answer = this.next<Price>('prices', 'right');
		const text = textOf(body);
		const parts = partsOf(body);
		if (answer !== 'right') this.trouble(parts);
		this.note(`price of ${path} ${text}: ${answer}`);
		if (answer === 'null') return { status: 200, body: { data: { price: null } } };
		if (answer === 'no price') return { status: 200, body: { data: {} } };
		if (answer !== 'right') return { status: Number(answer), body: { message: 'Trouble' } };
		return {
			status: 200,
			body: { data: { price: path === '/prompts/enhancements' ? 0.001 : priceOf(path, body) * parts.length } },
		};
	}

	private status(id: string): Response {
		this.statusCalls++;
		const job = this.jobs.find((one) => one.id === id);
		if (!job) return { status: 404, body: { message: 'Request not found.' } };
		const answer = this.next<Answer>('statuses', 'right');
		if (answer !== 'right') this.trouble(job.parts);
		const { plan, endsAt } = job;
		const hasEnded = this.clock.now() >= endsAt;
		this.note(`status of ${id}: ${answer}${hasEnded ? `, ${plan.ends}` : ', runs'}`);
		if (answer === 'cut off') throw new NetworkError('ECONNRESET');
		if (answer === 'no JSON') return { status: 200, body: '<html>' };
		if (answer === '429') return { status: 429, headers: minute, body: { message: 'Too Many Attempts.' } };
		if (answer !== 'right') return { status: Number(answer), body: { message: 'Trouble' } };
		const error = 'error' in plan ? { error: plan.error } : {};
		if (!hasEnded) return { status: 200, body: { data: { status: 'processing', progress: '20.00', result_url: null } } };
		if (plan.ends === 'done') {
			const result_url = `${STORAGE}/${id}/${this.urls++}.bin`;
			return { status: 200, body: { data: { status: 'done', progress: '100.00', result_url, results_alt_formats: null, ...error } } };
		}
		job.toldAt ??= this.clock.now();
		const error_message = plan.ends === 'failed' ? 'The worker gave up' : 'Model is currently unavailable';
		return { status: 200, body: { data: { status: 'error', error_code: 'PROCESSING_ERROR', error_message, result_url: null } } };
	}

	private download({ pathname }: URL): Response {
		const job = this.jobs.find(({ id }) => pathname.startsWith(`/${id}/`));
		if (!job) return { status: 404 };
		const answer = this.expired.has(pathname) ? 'expired' : this.next<Download>('downloads', 'right');
		this.note(`download of ${pathname}: ${answer}`);
		if (answer !== 'right') this.trouble(job.parts);
		if (answer === 'expired') {
			this.expired.add(pathname);
			return { status: 403, body: 'Request has expired' };
		}
		if (answer === '500') return { status: 500 };
		const { type, content } = this.result(job);
		return { status: 200, headers: { 'content-type': type }, body: content, isCut: answer === 'cut off' };
	}

	private result(job: AcceptedJob): { type: string; content: Buffer | string } {
		const { id, parts } = job;
		if (this.life.operation === 'embedding') {
			const vectors = parts.flatMap(({ run, item, version, texts }) => Array(texts).fill([run, item, version]));
			return { type: 'application/json', content: JSON.stringify(vectors) };
		}
		const [part] = parts;
		if (this.life.operation === 'transcription') return { type: 'text/plain', content: `It is ${nameOf(part)}, says ${id}.` };
		if (this.life.operation === 'speech') return { type: 'audio/wav', content: soundSaying(contentOf(job)) };
		return { type: 'image/png', content: fileSaying(contentOf(job)) };
	}

	private trouble(parts: Part[]): void {
		for (const { run, item } of parts) this.troubled.add(`${run}.${item}`);
	}

	/** The next of the answers that the life has for this. */
	private next<T extends string | object>(list: 'submissions' | 'jobs' | 'boosts' | 'prices' | 'statuses' | 'downloads', usual: T): T {
		const answers = this.life[list] as unknown as T[];
		const index = this.served.get(answers) ?? 0;
		this.served.set(answers, index + 1);
		return index < answers.length ? answers[index] : usual;
	}

	note(what: string): void {
		this.journal.push(`${((this.clock.now() % 86_400_000) / 1000).toFixed(1).padStart(8)} ${what}`);
	}
}

/** What a person reads in a failing life. */
export const tell = ({ id, plan, endsAt }: AcceptedJob) => `${id} (${plan.ends} at ${((endsAt % 86_400_000) / 1000).toFixed(1)})`;

/** What a picture or a sound says. */
export const contentOf = ({ id, parts: [part] }: AcceptedJob) => `${id} of ${nameOf(part)}`;

/** How texts name the item that they are of. */
export const nameOf = ({ run, item, version, piece }: Omit<Part, 'texts'>) => `item${item}.${run}.${version}-${piece}`;

function partsOf(body: Request['body']): Part[] {
	return partsIn(textOf(body), Number(body.seed ?? 0) % SEEDS_APART);
}

/** @param variation where a text does not name the piece */
export function partsIn(text: string, variation = 0): Part[] {
	const parts = new Map<string, Part>();
	for (const [name, item, run, version, piece = variation] of text.matchAll(/item(\d+)\.(\d+)\.(\d+)(?:-(\d)(?!\d))?/g)) {
		const part = parts.get(name) ?? { run: Number(run), item: Number(item), version: Number(version), piece: Number(piece), texts: 0 };
		parts.set(name, { ...part, texts: part.texts + 1 });
	}
	return [...parts.values()];
}

function textOf({ prompt, text, input, source_url: url }: Request['body']): string {
	return [prompt ?? text ?? input ?? url ?? ''].flat().map(String).join(' | ');
}

/** In USD, of each item; the API may charge by the length of a prompt. */
function priceOf(path: string, body: Request['body']): number {
	const text = textOf(body);
	if (path === '/images/generations') return 0.004 + 0.0001 * text.length;
	if (path === '/audio/speech') return 0.0001 * text.length;
	return path === '/embeddings' ? 0.001 : 0.02;
}
