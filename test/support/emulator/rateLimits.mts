/** Basic: for money never paid in. Premium: for any that was (docs/api.md#rate-limits). Boundless: for benchmarks of n8n alone. */
export type Plan = 'basic' | 'premium' | 'boundless';

/** Requests a minute and a day; no number: as many as one likes. */
interface Limits {
	minute: number;
	day?: number;
}

const PREMIUM: Limits = { minute: 300 };
const BOUNDLESS: Limits = { minute: 1_000_000 };
const PICTURES = limits(5, 100);
const FILMS = limits(1, 15);
/** By endpoint of version 2, whatever it is called with. */
const BASIC: Record<string, Limits> = {
	'POST /images/generations': limits(3, 100),
	'POST /images/edits': limits(1, 15),
	'POST /images/ocr': limits(5, 50),
	'POST /images/background-removals': PICTURES,
	'POST /images/upscales': PICTURES,
	'POST /videos/generations': FILMS,
	'POST /videos/animations': FILMS,
	'POST /videos/audio-syncs': FILMS,
	'POST /videos/replacements': FILMS,
	'POST /videos/upscales': FILMS,
	'POST /videos/background-removals': FILMS,
	'POST /audio/speech': limits(5, 300),
	'POST /audio/music': limits(1, 15),
	'POST /audio/transcriptions': limits(1, 10),
	'POST /embeddings': limits(10, 500),
	// The documents name 200 a day; the headers of the live API do not.
	'GET /jobs/{id}': { minute: 50 },
};
const BASIC_PRICES = limits(50, 200);
const BASIC_BY_MODEL: Record<string, Limits> = { MiniMaxH3_33B_Turbo_INT8: limits(1, 3) };

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What is asked for, as the limits tell it apart. */
export interface Claim {
	/** Endpoint of version 2. */
	endpoint: string;
	isPrice: boolean;
	model: unknown;
	/** What one request may count for (docs/api.md#limits-of-the-gateway); by default, 1. */
	count?: number;
}

interface Window {
	endsAt: number;
	used: number;
}

/** Counts what is asked for, and says what is left, in headers. */
export class RateLimits {
	plan: Plan = 'premium';
	/** Load tests go beyond the limits. Where they do not hold, the minute is said to be fresh at every request. */
	isEnforced = false;
	private readonly windows = new Map<string, Window>();

	reset(): void {
		this.plan = 'premium';
		this.isEnforced = false;
		this.windows.clear();
	}

	/** Counts a request in, unless there are too many already. */
	claim(claim: Claim, now = Date.now()): { headers: Record<string, string>; isOver: boolean } {
		const limits = this.limitsFor(claim);
		if (!limits) return { headers: {}, isOver: false };
		const key = `${claim.endpoint} ${claim.isPrice} ${limits.minute} ${limits.day}`;
		const [minute, day] = [this.window(`${key} minute`, MINUTE, now), this.window(`${key} day`, DAY, now)];
		const { count = 1 } = claim;
		const isFull = ({ used }: Window, most = Infinity) => used + count > most;
		const full = [isFull(minute, limits.minute) && minute, isFull(day, limits.day) && day].filter((window) => window !== false);
		const isOver = this.isEnforced && full.length > 0;
		if (!isOver) for (const window of [minute, day]) window.used += count;
		const left = this.isEnforced ? Math.max(0, limits.minute - minute.used) : limits.minute - 1;
		const daily = limits.day !== undefined && {
			'x-ratelimit-daily-limit': String(limits.day),
			'x-ratelimit-daily-remaining': String(Math.max(0, limits.day - day.used)),
		};
		const wait = Math.ceil((Math.max(...full.map(({ endsAt }) => endsAt)) - now) / 1000);
		return {
			headers: {
				'x-ratelimit-limit': String(limits.minute),
				'x-ratelimit-remaining': String(left),
				'x-ratelimit-reset': String(Math.ceil(minute.endsAt / 1000)),
				...daily,
				...(isOver && { 'retry-after': String(wait) }),
			},
			isOver,
		};
	}

	private limitsFor({ endpoint, isPrice, model }: Claim): Limits | undefined {
		if (this.plan === 'premium') return PREMIUM;
		if (this.plan === 'boundless') return BOUNDLESS;
		if (isPrice) return BASIC_PRICES;
		return BASIC_BY_MODEL[String(model)] ?? BASIC[endpoint];
	}

	private window(key: string, length: number, now: number): Window {
		const current = this.windows.get(key);
		if (current && current.endsAt > now) return current;
		const fresh = { endsAt: now + length, used: 0 };
		this.windows.set(key, fresh);
		return fresh;
	}
}

function limits(minute: number, day: number): Limits {
	return { minute, day };
}
