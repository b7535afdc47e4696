import { setTimeout as delay } from 'node:timers/promises';

import { api } from '../api.mts';
import { catalog } from '../catalog.mts';
import type { Job } from '../jobs.mts';
import type { CatalogModel } from '../model.mts';
import type { Submission } from '../order.mts';
import { begin, isRefused, pay } from '../purchases.mts';
import type { Call } from './call.mts';
import { textOf } from './call.mts';
import { noSuchModel, Refusal, tooMany, wrong } from './errors.mts';

/** How often a job is looked at, in milliseconds. */
const LOOK = 20;

export function modelOf(call: Call): CatalogModel {
	const slug = textOf(call, 'model');
	if (slug === undefined) throw wrong('model', 'You must provide a model parameter.');
	const model = catalog.find((one) => one.slug === slug);
	if (!model) throw noSuchModel(slug);
	return model;
}

/** Buys jobs of the native API, all of them counted at once, and waits for their ends. */
export async function buyAll(call: Call, endpoint: string, submissions: Submission[]): Promise<Job[]> {
	claim(call, endpoint, submissions.length);
	const jobs: Job[] = [];
	for (const submission of submissions) jobs.push(await buy(call, endpoint, submission));
	for (const job of jobs) await untilEnd(call, job);
	return jobs;
}

function claim({ emulator, submission, reply }: Call, endpoint: string, count: number): void {
	const { headers, isOver } = emulator.rateLimits.claim({ endpoint, isPrice: false, model: submission.fields.model, count });
	reply.headers(headers);
	if (isOver) throw tooMany();
}

async function buy({ emulator, recorded }: Call, name: string, submission: Submission): Promise<Job> {
	const endpoint = api.v2[name];
	const purchase = await pay(emulator, name, endpoint, submission);
	if (isRefused(purchase.errors)) {
		const [[field, [message]]] = Object.entries(purchase.errors);
		throw wrong(field, message);
	}
	return begin(emulator, name, endpoint, purchase, submission, recorded.files);
}

/** For as long as somebody waits for the answer: nothing is kept for later. */
async function untilEnd({ reply }: Call, job: Job): Promise<void> {
	while (job.status !== 'done' && job.status !== 'error' && !reply.raw.destroyed) await delay(LOOK);
	if (job.status !== 'done') throw new Refusal(500, job.errorMessage ?? 'The job has failed.', { code: job.errorCode });
}
