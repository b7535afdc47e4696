import { ENDED, playAtOnce, small, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';

const MINUTE = 60_000;
/** n8n's timer is exact, but it may be busy. */
const LATE = 20_000;

/** A row in which no callback comes, and the looks of n8n's timer find the jobs: after 2 minutes, and 5. */
export const everyCallbackLost = (looks: Record<string, { jobMs: number; foundAfter: number; looks: number }>): NamedRow => [
	'every callback lost, with the safety net',
	async (row) => {
		row.testBed.emulator.webhooks.isLost = () => true;
		const cases = Object.entries(looks).map(([name, expected]) => [name, async () => await found(row, name, expected)]);
		await playAtOnce(row, Object.fromEntries(cases));
	},
];

async function found(row: Row, prompt: string, expected: { jobMs: number; foundAfter: number; looks: number }) {
	const { emulator, n8n } = row.testBed;
	emulator.jobs.planFor = planByName({ [prompt]: expected.jobMs }, emulator.jobs.planFor);
	const workflow = await row.workflow([small()]);
	const startedAt = Date.now();
	await workflow.start({ prompt });
	const execution = await n8n.untilExecution(workflow.id, ENDED, { timeout: expected.foundAfter + 3 * LATE });
	succeeded(execution);
	assert((await row.goodItems(execution))[0].binary !== undefined, 'no file');
	const took = Date.parse(execution.stoppedAt) - startedAt;
	assert(took > expected.foundAfter - LATE && took < expected.foundAfter + LATE, `found after ${Math.round(took / 1000)} s`);
	const asked = emulator.requestsTo(`GET /jobs/${row.jobFor(prompt)!.requestId}`).length;
	assert(asked === expected.looks, `looked ${asked} times`);
	const hints = execution.data.resultData.runData.Generate.at(-1)?.hints?.map(({ message }) => message) ?? [];
	assert(
		hints.some((message) => /call/i.test(message)),
		`no hint says that no callback came: ${JSON.stringify(hints)}`,
	);
}

type PlanFor = Row['testBed']['emulator']['jobs']['planFor'];

const planByName =
	(durations: Record<string, number>, otherwise: PlanFor): PlanFor =>
	(fields) => {
		const duration = durations[String(fields.prompt)];
		return duration === undefined ? otherwise(fields) : { duration };
	};

export const safetyNet: NamedRow[] = [
	everyCallbackLost({
		'done before the first look': { jobMs: 1_000, foundAfter: 2 * MINUTE, looks: 1 },
		'done before the second look': { jobMs: 2.5 * MINUTE, foundAfter: 5 * MINUTE, looks: 2 },
	}),
];
