import type { INodeExecutionData, ITaskData } from 'n8n-workflow';

import { BETTER, contentOf, partsIn } from './deapi.mts';
import type { AcceptedJob, Paid, Part } from './deapi.mts';
import { SEEDS_APART } from './person.mts';
import type { Moment, Played } from './play.mts';
import { heardIn, samplesSaying } from './sound.mts';
import { saidBy } from '../support/harness/files.mts';

type Purchase = Paid<Moment>;

/** What is wrong with a life that was played; empty if it is as it must be. */
export function faultsOf(played: Played): string[] {
	const { api, faults } = played;
	const found = [...faults, ...ends(played), ...purchases(played), ...futilePieces(played), ...losses(played), ...refusals(played)];
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
function purchases(played: Played): string[] {
	const { life, person, api, killed } = played;
	const found: string[] = [];
	const { paid } = api;
	const tries = (life.maxTries ?? 1) * (life.fallbacks + 1);
	for (const [index, purchase] of paid.entries()) {
		const { what, parts, stamp, text } = purchase;
		const say = (fault: string) => found.push(`${what} for ${text.slice(0, 60)}: ${fault}`);
		if (stamp.isStopped) say('sent after the execution was stopped');
		if (stamp.estimates) say('bought, though only the price is asked for');
		if (parts.length === 0) say('for no item');
		if (life.operation === 'speech' && parts.length > 1) say('two pieces in one');
		if (what === 'job' && life.operation === 'image' && purchase.isAccepted && stamp.enhances !== text.startsWith(BETTER)) {
			say(stamp.enhances ? 'not enhanced' : 'enhanced, which nobody asked for');
		}
		for (const part of parts) {
			if (part.run >= life.runs || part.item >= life.items.length) {
				say('no such item');
				continue;
			}
			if (part.version !== stamp.versions[part.item][part.piece]) say('not what the item asks for');
			if (part.piece >= stamp.results[part.item]) say('no such piece');
			if (life.executeOnce && part.item > 0) say('Execute Once');
			const earlier = paid.slice(0, index).filter((other) => other.what === what && isSame(other, purchase, part));
			// What n8n has died over is unknown to it.
			const known = earlier.filter((other) => !killed.has(other.stamp.leg));
			const isAllowed = (other: Purchase) => stamp.submitsAgain && other.stamp.execution < stamp.execution;
			if (known.some((other) => other.isInDoubt && !isAllowed(other))) say('sent once more after doubt');
			if (!purchase.isAccepted) continue;
			if (known.some(({ answer, job }) => answer === 'accepted' && !(job && api.hasFailed(job, purchase.at)))) say('bought twice');
			const budget = person.budgetOf(part.item);
			const price = purchase.price + (what === 'job' ? priceOfOthers(played, index, part) : 0);
			if (budget !== undefined && !(price <= budget + 1e-9)) say(`costs ${price.toFixed(4)}, above Maximum Price ${budget}`);
			const bought = known.filter(({ isAccepted, stamp: { execution } }) => isAccepted && execution === stamp.execution);
			if (what === 'job' && bought.length >= tries) say(`${bought.length + 1} jobs in ${tries} tries`);
		}
	}
	return found;
}

/** Whether two purchases are of a piece that nobody has changed in between. */
function isSame(a: Purchase, b: Purchase, { run, item, piece }: Part): boolean {
	const isOfIt = a.parts.some((part) => part.run === run && part.item === item && part.piece === piece);
	return isOfIt && a.stamp.editions[item][piece] === b.stamp.editions[item][piece];
}

/** What n8n knows to have been paid for the other pieces of an item, as they are asked for when one is bought. */
function priceOfOthers({ api, killed }: Played, index: number, { run, item, piece }: Part): number {
	const { stamp, at } = api.paid[index];
	const others = api.paid.slice(0, index).filter(({ what, job, parts: [part], stamp: before }) => {
		const isOther = part?.run === run && part.item === item && part.piece !== piece && part.piece < stamp.results[item];
		const isKnown = what === 'job' && job && !killed.has(before.leg) && !api.hasFailed(job, at);
		return isOther && isKnown && before.editions[item][part.piece] === stamp.editions[item][part.piece];
	});
	return others.reduce((sum, { price }) => sum + price, 0);
}

/** Pieces of a text that were bought although, in that try, the text could not be had any more. */
function futilePieces({ life, api }: Played): string[] {
	// Where a try of Retry On Fail begins cannot be told.
	if (life.operation !== 'speech' || life.maxTries !== undefined) return [];
	return api.paid.flatMap(({ parts: [part], stamp, sentAt, text }, index) => {
		const isOfTry = (other: Purchase) =>
			part !== undefined &&
			other.stamp.execution === stamp.execution &&
			other.parts.some(({ run, item, piece }) => run === part.run && item === part.item && piece !== part.piece);
		const isLost = (other: Purchase) => isOfTry(other) && other.at < sentAt && isRefused(other, life.fallbacks);
		const hasFailed = ({ parts, plan, toldAt = Infinity }: AcceptedJob) =>
			plan.ends === 'failed' && toldAt <= sentAt && api.paid.some((other) => other.job?.parts === parts && isOfTry(other));
		if (api.paid.slice(0, index).some(isLost)) return [`job for ${text.slice(0, 60)}: bought though another piece was refused`];
		return api.jobs.some(hasFailed) ? [`job for ${text.slice(0, 60)}: bought though another piece has failed`] : [];
	});
}

/** For good, as far as this try goes. */
function isRefused({ isInDoubt, answer }: Purchase, fallbacks: number): boolean {
	return isInDoubt || answer === 'refused' || answer === 'no money' || (answer === 'model down' && fallbacks === 0);
}

/** Whoever paid for a job that may still come to something can find it. */
function losses({ api, person, status, data, seen, log, killed }: Played): string[] {
	// Of an execution that failed, a person reads the error and nothing else.
	const isCutOff = status === 'canceled' || status === 'crashed';
	const kept = isCutOff ? JSON.stringify(data.executionData?.contextData ?? {}) : '';
	return api.paid.flatMap(({ job, parts, stamp }) => {
		if (!job || api.hasFailed(job)) return [];
		const isSetAside = parts.every(({ item, piece }) => stamp.editions[item][piece] !== person.editions[item][piece]);
		if (isSetAside) return [];
		const places = killed.has(stamp.leg) || isCutOff ? [seen, kept, log] : [seen];
		return places.some((place) => place.includes(job.id)) ? [] : [`${job.id} is lost`];
	});
}

/** Pieces that are kept always belong to the others, unless an expression gives another text every time. */
function refusals({ life, seen }: Played): string[] {
	return !life.isRandom && seen.includes('is another text or recording') ? ['takes a text for another one than before'] : [];
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
		for (const items of [main.filter((item) => !padding.includes(item)), errors]) {
			const places = items.map((item) => indexOf(item) * SEEDS_APART + variationOf(item));
			if (places.join() !== [...places].sort((a, b) => a - b).join()) say(`items out of order: ${places}`);
		}
		const isStrange = (item: INodeExecutionData) => !expected.includes(indexOf(item));
		if ([...good, ...failed].some(isStrange)) say(`items ${[...good, ...failed].map(indexOf)} of ${expected}`);
		for (const item of expected) {
			const ofItem = (items: INodeExecutionData[]) => items.filter((each) => indexOf(each) === item);
			const missing = missingOf(played, run, item, ofItem(good), ofItem(failed));
			if (missing) say(`item ${item}: ${missing}`);
		}
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
			if (isEstimate(item) && mayEstimate(played, run)) continue;
			const parts = partsOf(item, played);
			// What was done before somebody edited the workflow stays as it is.
			const isLast = run === life.runs - 1;
			const isRight = (part: Part, index: number) =>
				part.run === run &&
				part.item === indexOf(item) &&
				part.piece === (parts!.length > 1 ? index : variationOf(item)) &&
				(!isLast || part.version === person.versions[part.item][part.piece]);
			if (!parts?.length || !parts.every(isRight)) {
				say(`item ${indexOf(item)} has ${JSON.stringify(parts)} in ${JSON.stringify(item.json)}`);
			}
		}
	}
	return found;
}

/** What an item has too few or too many of. */
function missingOf(
	played: Played,
	run: number,
	item: number,
	good: INodeExecutionData[],
	failed: INodeExecutionData[],
): string | undefined {
	const { life, person } = played;
	const isAlone = good.length + failed.length === 1;
	if (isAlone && failed.some((each) => titleOf(each) === undefined || life.operation === 'speech')) return undefined;
	if (good.some(isEstimate) && mayEstimate(played, run)) {
		return good.filter(isEstimate).length === 1 ? undefined : 'several prices';
	}
	const counts = run === life.runs - 1 ? [person.results[item]] : [...person.resultsEver[item]];
	const isPending = good.some(({ json }) => json.status === 'pending');
	const isWhole = life.operation === 'speech' && !isPending;
	if (isWhole) {
		const pieces = good.map(({ json }) => (Array.isArray(json.pieces) ? json.pieces.length : 1));
		return good.length === 1 && failed.length === 0 && counts.includes(pieces[0]) ? undefined : `${pieces} pieces of ${counts}`;
	}
	const places = [...good, ...failed].map((each) => variationOf(each)).sort((a, b) => a - b);
	const isComplete = counts.some((count) => places.join() === [...Array(count).keys()].join());
	return isComplete ? undefined : `results ${places} of ${counts}`;
}

function mayEstimate({ life, person }: Played, run: number): boolean {
	return person.estimates || (run < life.runs - 1 && life.events.some((event) => 'edit' in event && event.edit === 'estimate'));
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

/** From 0, of a result or a failure of several. */
function variationOf({ json }: INodeExecutionData): number {
	const told = Number(json.variation ?? json.piece ?? 1) - 1;
	return json.error ? Number(titleOf({ json })?.[1] ?? 1) - 1 : told;
}

function titleOf({ json }: Pick<INodeExecutionData, 'json'>): RegExpExecArray | undefined {
	const { message } = (json.error ?? {}) as { message?: string };
	return /^(?:Variation|Piece) (\d+) of (\d+): /.exec(message ?? '') ?? undefined;
}

/** What an output item holds; undefined where that is not what it says. */
function partsOf(output: INodeExecutionData, { api: { jobs }, life: { operation } }: Played): Part[] | undefined {
	const { json, binary } = output;
	if (operation === 'prompt') return String(json.prompt).startsWith(BETTER) ? partsIn(String(json.prompt)) : undefined;
	const jobOf = (id: unknown) => jobs.find((one) => one.id === id);
	const job = jobOf(json.request_id);
	if (!job) return undefined;
	if (json.status === 'pending') return job.parts.filter(({ item }) => item === indexOf(output));
	if (operation === 'image') {
		const isSeeded = Number(json.seed) % SEEDS_APART === job.parts[0].piece;
		return binary && isSeeded && saidBy(binary.data) === contentOf(job) ? job.parts : undefined;
	}
	if (operation === 'speech') {
		const pieces = Array.isArray(json.pieces) ? json.pieces.map((piece) => jobOf(piece.request_id)) : [job];
		const isHeard =
			heardIn(Buffer.from(binary?.data.data ?? '', 'base64')) === pieces.map((each) => each && samplesSaying(contentOf(each))).join('');
		return isHeard ? pieces.flatMap((each) => each!.parts) : undefined;
	}
	if (operation === 'transcription') return String(json.text).includes(job.id) ? partsIn(String(json.text)) : undefined;
	const vectors = (json.embeddings ?? []) as number[][];
	const [first] = vectors;
	const part = job.parts.find(({ run, item, version }) => [run, item, version].join() === first?.join());
	return part && part.texts === vectors.length && vectors.every((vector) => vector.join() === first.join()) ? [part] : undefined;
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
function isAffordable({ person, api }: Played, run: number, item: number): boolean {
	const budget = person.budgetOf(item);
	if (budget === undefined) return true;
	const bought = api.paid.filter(({ parts }) => parts.some((part) => part.run === run && part.item === item));
	const isEnhanced = person.enhances || bought.some(({ what }) => what === 'prompt');
	const isWithin = bought.every(({ price }) => price * person.results[item] <= budget);
	return bought.length > 0 && isWithin && (budget === 1 || !isEnhanced);
}
