// Not a test by itself: plays the cases of the contract test for check.mts, which holds the requests against a document.
import { writeFile } from 'node:fs/promises';
import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';

import { operations } from '../../nodes/Deapi/operations/index.ts';
import type { Operation } from '../../nodes/Deapi/operations/operation.ts';
import { allCases } from '../../test/contract/allCases.mts';
import { variants } from '../../test/contract/cases.mts';
import type { Case } from '../../test/contract/cases.mts';
import { Rig } from '../../test/contract/rig.mts';
import { nameOf } from '../../test/support/harness/operationName.mts';
import type { Played } from './report.mts';

const { version, file } = JSON.parse(process.env.DEAPI_SPEC!);

it('plays every operation', { timeout: 600_000 }, async () => {
	const rig = await Rig.open();
	const played: Played[] = [];
	const known = allCases.filter(([name]) => version === 'v2' || !variants[name]?.onlyV2);
	for (const [, operation, entry] of known) {
		for (const [parameters, options] of waysToPlay(operation, entry)) {
			rig.clear();
			rig.version = version;
			rig.emulator.webhooks.isLost = () => true;
			const { error } = await rig.runCase(operation, { ...entry, parameters }, options);
			played.push({ operation: nameOf(operation), requests: [...rig.emulator.requests], error: error?.message });
		}
	}
	await rig.close();
	const menu = operations.filter((operation) => !('isRetired' in operation && operation.isRetired)).map(nameOf);
	await writeFile(file, JSON.stringify({ menu, played }));
	expect(played).not.toEqual([]);
});

type Way = [parameters: Case['parameters'], options: IDataObject];

/** As the case has it, and with nothing but what is required; for its price alone; with a callback, and with a better prompt. */
function waysToPlay(operation: Operation, { parameters }: Case): Way[] {
	const required = ['source', ...operation.fields.filter((field) => field.required).map(({ name }) => name)];
	const least = Object.fromEntries(Object.entries(parameters).filter(([name]) => required.includes(name)));
	const [isJob, isCall] = [operation.kind === 'job', operation.kind === 'paidCall'];
	const hasBooster = operation.kind === 'job' && operation.booster !== undefined && version === 'v2';
	return [parameters, least].flatMap((chosen): Way[] => [
		[chosen, {}],
		...(isJob || isCall ? [[chosen, { estimatePriceOnly: true }] as Way] : []),
		...(isJob ? [calledBack(chosen)] : []),
		...(hasBooster ? [[chosen, { enhancePrompt: true, maximumPrice: 100 }] as Way] : []),
	]);
}

/** Version 1 takes no secret for a job, and the rig's account has none. */
function calledBack(chosen: Case['parameters']): Way {
	if (version === 'v2') return [{ ...chosen, waitMode: 'webhook' }, {}];
	return [{ ...chosen, waitMode: 'dontWait' }, { callbackUrl: 'https://n8n.example.com/webhook/done' }];
}
