import { commission } from './commissions.mts';
import type { Endpoint } from './api.mts';
import type { Emulator } from './emulator.mts';
import type { Job } from './jobs.mts';
import type { Order, Submission } from './order.mts';
import { PER_BOOST, prices } from './prices.mts';
import type { RecordedRequest } from './requests.mts';
import { validate } from './validation.mts';

/** Below it, new jobs are refused (docs/api.md#balance). */
const SMALLEST_BALANCE = 0.49;

/** What has been paid for, or all that is wrong with it, by field. */
interface Purchase {
	errors: Record<string, string[]>;
	order: Order;
	price: number;
}

/** Takes the money for what is asked for, unless something is wrong with it. */
export async function pay(emulator: Emulator, does: string, endpoint: Endpoint, submission: Submission): Promise<Purchase> {
	const { errors, order } = await validate({ ...endpoint, does }, submission, emulator.takesAnySize);
	const isRight = !isRefused(errors);
	const price = isRight ? await prices[does](order) : 0;
	const fee = order.flag('enhance_prompt') ? PER_BOOST : 0;
	if (isRight && emulator.balance < Math.max(SMALLEST_BALANCE, price + fee)) errors.balance = ['Not enough balance.'];
	if (!isRefused(errors)) emulator.balance -= price + fee;
	return { errors, order, price };
}

export function isRefused(errors: Purchase['errors']): boolean {
	return Object.keys(errors).length > 0;
}

/** Begins a job that has been paid for. */
export function begin(
	emulator: Emulator,
	does: string,
	endpoint: Endpoint,
	{ order, price }: Purchase,
	submission: Submission,
	files: RecordedRequest['files'],
): Job {
	return emulator.jobs.create(commission(does, endpoint, order, submission, price), files);
}
