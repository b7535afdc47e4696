import type { INodeExecutionData, ITaskData } from 'n8n-workflow';

import { BETTER, nameOf } from './deapi.mts';
import type { AcceptedJob, Paid } from './deapi.mts';
import type { Moment, Played } from './play.mts';
import { saidBy } from '../support/harness/files.mts';

type Purchase = Paid<Moment>;

/** What is wrong with a life that was played; empty if it is as it must be. */
export function faultsOf(played: Played): string[] {
	const { api, faults } = played;
	const found = [...faults, ...ends(played), ...purchases(played), ...losses(played)];
	if (played.status === 'success') found.push(...outputs(played));
	if (played.status === 'error') found.push(...failure(played));
	if (api.isOverwhelmed) found.push('requests without end');
	return [...new Set(found)];
}

function ends({ api, status, legs }: Played): string[] {
	const found: string[] = [];
	if (!['success', 'error', 'crashed', 'canceled'].includes(status)) found.push(`ends as ${status}`);
	// For each wait of five minutes: 19 looks in a row, four attempts at most, and as much again for good measure.
	const most = 60 * legs * Math.max(1, api.jobs.length) + 40;
	if (api.statusCalls > most) found.push(`${api.statusCalls} status calls for ${api.jobs.length} jobs`);
	return found;
}

/** What was paid for, or tried to be. */
function purchases({ life, person, api, killed }: Played): string[] {
	const found: string[] = [];
	const { paid } = api;
	const tries = (life.maxTries ?? 1) * (life.fallbacks + 1);
	for (const [index, purchase] of paid.entries()) {
		const { what, parts, stamp, text } = purchase;
		const say = (fault: string) => found.push(`${what} for ${text.slice(0, 60)}: ${fault}`);
		if (stamp.isStopped) say('sent after the execution was stopped');
		if (stamp.estimates) say('bought, though only the price is asked for');
		if (parts.length === 0) say('for no item');
		if (what === 'job' && life.operation === 'image' && purchase.isAccepted && stamp.enhances !== text.startsWith(BETTER)) {
			say(stamp.enhances ? 'not enhanced' : 'enhanced, which nobody asked for');
		}
		for (const part of parts) {
			if (part.version !== stamp.versions[part.item]) say('not what the item asks for');
			if (part.run >= life.runs || part.item >= life.items.length) say('no such item');
			if (life.executeOnce && part.item > 0) say('Execute Once');
			const earlier = paid.slice(0, index).filter((other) => other.what === what && isSame(other, purchase, part.run, part.item));
			// What n8n has died over is unknown to it.
			const known = earlier.filter((other) => !killed.has(other.stamp.leg));
			if (known.some(({ isInDoubt }) => isInDoubt)) say('sent once more after doubt');
			if (!purchase.isAccepted) continue;
			if (known.some(({ answer, job }) => answer === 'accepted' && !(job && api.hasFailed(job, purchase.at)))) say('bought twice');
			const budget = person.budgetOf(part.item);
			if (budget !== undefined && !(purchase.price <= budget)) say(`costs ${purchase.price.toFixed(4)}, above Maximum Price ${budget}`);
			const bought = known.filter(({ isAccepted, stamp: { execution } }) => isAccepted && execution === stamp.execution);
			if (what === 'job' && bought.length >= tries) say(`${bought.length + 1} jobs in ${tries} tries`);
		}
	}
	return found;
}

/** Whether two purchases are of an item that nobody has changed in between. */
function isSame(a: Purchase, b: Purchase, run: number, item: number): boolean {
	return a.parts.some((part) => part.run === run && part.item === item) && a.stamp.editions[item] === b.stamp.editions[item];
}

/** Whoever paid for a job that may still come to something can find it. */
function losses({ api, person, status, data, seen, log, killed }: Played): string[] {
	// Of an execution that failed, a person reads the error and nothing else.
	const isCutOff = status === 'canceled' || status === 'crashed';
	const kept = isCutOff ? JSON.stringify(data.executionData?.contextData ?? {}) : '';
	return api.paid.flatMap(({ job, parts, stamp }) => {
		if (!job || api.hasFailed(job)) return [];
		const isSetAside = parts.every(({ item }) => stamp.editions[item] !== person.editions[item]);
		if (isSetAside) return [];
		const places = killed.has(stamp.leg) || isCutOff ? [seen, kept, log] : [seen];
		return places.some((place) => place.includes(job.id)) ? [] : [`${job.id} is lost`];
	});
}

/** What came out. */
function outputs(played: Played): string[] {
	const { life, person, api, data } = played;
	const found: string[] = [];
	const tasks: ITaskData[] = data.resultData.runData.deAPI ?? [];
	if (tasks.length !== life.runs) found.push(`${tasks.length} runs`);
	for (const [run, { data: out }] of tasks.entries()) {
		const say = (fault: string) => found.push(`run ${run}: ${fault}`);
		const [main, errors] = [out?.main[0] ?? [], out?.main[1] ?? []];
		const padding = life.alwaysOutputData && errors.length > 0 ? main.filter(isPadding) : [];
		const good = main.filter((item) => !padding.includes(item) && !isFailure(item, life.onError));
		const failed = [...main.filter((item) => isFailure(item, life.onError)), ...errors];
		const expected = life.executeOnce ? [0] : [...life.items.keys()];
		const order = (items: INodeExecutionData[]) => items.map(indexOf);
		for (const items of [main.filter((item) => !padding.includes(item)), errors]) {
			if (order(items).join() !== [...order(items)].sort((a, b) => a - b).join()) say(`items out of order: ${order(items)}`);
		}
		const all = [...order(good), ...order(failed)].sort((a, b) => a - b);
		if (all.join() !== expected.join()) say(`items ${all} of ${expected}`);
		if (life.onError === 'stopWorkflow' && failed.length > 0) say('failed items, though errors stop it');
		for (const item of failed) {
			const { error } = item.json as { error?: { message?: unknown } };
			if (typeof error?.message !== 'string' || error.message === '') say(`an error without a message: ${JSON.stringify(item.json)}`);
			if (!api.troubled.has(`${run}.${indexOf(item)}`) && isAffordable(played, run, indexOf(item))) {
				say(`item ${indexOf(item)} failed for nothing: ${JSON.stringify(error?.message)}`);
			}
		}
		for (const item of good) {
			if ('input' in item.json) say('the input came out as a result');
			if ('error' in item.json) say('a result with a field "error"');
			// What was done before somebody edited the workflow stays as it is.
			const isLast = run === life.runs - 1;
			const name = isLast
				? nameOf({ run, item: indexOf(item), version: person.versions[indexOf(item)] })
				: nameOf({ run, item: indexOf(item), version: 0 }).slice(0, -1);
			if (isEstimate(item) && person.estimates) continue;
			const got = resultOf(item, api.jobs, life.operation);
			if (got === undefined || !got.includes(name)) say(`item ${indexOf(item)} has ${got ?? JSON.stringify(item.json)}`);
		}
	}
	return found;
}

/** Under Continue, n8n's own kind of error item; everything else is a result. */
function isFailure({ json }: INodeExecutionData, onError: string): boolean {
	return onError !== 'continueErrorOutput' && Object.keys(json).join() === 'error' && typeof json.error === 'object' && json.error !== null;
}

/** What n8n puts in the place of no output. */
function isPadding({ json, pairedItem }: INodeExecutionData): boolean {
	return Object.keys(json).length === 0 && Array.isArray(pairedItem);
}

function isEstimate({ json }: INodeExecutionData): boolean {
	return typeof json.price === 'number' && json.currency === 'USD' && json.request_id === undefined;
}

function indexOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : NaN;
}

/** What an output item holds, and of which job: names of items. */
function resultOf({ json, binary }: INodeExecutionData, jobs: AcceptedJob[], operation: string): string | undefined {
	if (operation === 'prompt') return String(json.prompt).startsWith(BETTER) ? String(json.prompt) : undefined;
	const job = jobs.find(({ id }) => id === json.request_id);
	const names = job?.parts.map(nameOf).join(' ');
	if (!job || json.status === 'pending') return names;
	if (operation === 'image') {
		const file = binary ? saidBy(binary.data) : '';
		return file.startsWith(`${job.id} of `) ? file : undefined;
	}
	if (operation === 'transcription') return String(json.text).includes(job.id) ? String(json.text) : undefined;
	const vectors = json.embeddings as number[][];
	const [first] = vectors ?? [];
	const isWhole = job.parts.some((part) => first && nameOf(part) === nameOfVector(first) && part.texts === vectors.length);
	return isWhole && vectors.every((vector) => nameOfVector(vector) === nameOfVector(first)) ? nameOfVector(first) : undefined;
}

function nameOfVector([run, item, version]: number[]): string {
	return nameOf({ run, item, version });
}

/** An execution that failed says why. */
function failure({ life, data, api }: Played): string[] {
	const { error } = data.resultData;
	if (life.onError !== 'stopWorkflow') return [`fails, though it continues on errors: ${error?.message}`];
	if (!error?.message) return ['fails without a message'];
	const isPriced = life.maximumPrice !== undefined;
	return api.troubled.size === 0 && !isPriced ? [`fails for nothing: ${error.message}`] : [];
}

/** Whether an item costs no more than it may; a better prompt can make it dearer than that. */
function isAffordable({ life, person, api }: Played, run: number, item: number): boolean {
	const budget = person.budgetOf(item);
	if (budget === undefined) return true;
	const bought = api.paid.filter(({ parts }) => parts.some((part) => part.run === run && part.item === item));
	const isEnhanced = life.operation === 'image' && bought.some(({ what }) => what === 'prompt');
	return bought.length > 0 && bought.every(({ price }) => price <= budget) && (budget === 1 || !isEnhanced);
}
