import { randomInt } from 'node:crypto';

import { OVER_RATE } from '../../support/emulator/faults.mts';
import type { Job } from '../../support/emulator/jobs.mts';
import { retry } from '../../support/harness/byHand.mts';
import type { Execution } from '../../support/harness/execution.mts';
import { decode } from '../../support/harness/listening.mts';
import type { NodeSpec } from '../../support/harness/workflows.mts';
import { ENDED, runOnce, succeeded } from '../runs.mts';
import type { NamedRow } from '../runs.mts';
import { assert } from '../tally.mts';
import type { Row } from '../tally.mts';
import { untilEnd } from './timeouts.mts';

const SPEECH = 'POST /audio/speech';
const PIECES = 12;
const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 };
/** What the emulated voice speaks in a second, and by what it may differ in each piece. */
const CHARACTERS_A_SECOND = 15;
const TOLERANCE = 0.1;

/** A text in so many pieces, and what becomes of it where one of them goes wrong. */
export const pieces: NamedRow[] = [
	[
		'a piece of a long text fails, under Retry On Fail',
		async (row) => {
			let count = 0;
			row.testBed.emulator.jobs.planFor = () =>
				++count === 5 ? { outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'The worker gave up' } : undefined;
			await row.run(async () => {
				const text = story();
				const execution = await runOnce(row, await row.workflow([speak({}, RETRYING)]), { text });
				row.account([execution]);
				await isWhole(row, text, execution);
				const failed = row.jobs.filter(({ status }) => status === 'error').map(textOf);
				const again = row.jobs.slice(PIECES).map(textOf);
				assert(failed.length === 1 && String(again) === String(failed), `${again.length} pieces were bought again`);
			});
		},
	],

	[
		'n8n killed while parked with 12 pieces, and started again',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			emulator.jobs.duration = 3_600_000;
			await row.run(async () => {
				const text = story();
				const workflow = await row.workflow([speak()]);
				await workflow.start({ text });
				await n8n.untilExecution(workflow.id, ['waiting']);
				const jobs = await row.untilJobs(PIECES);
				await n8n.kill();
				await n8n.launch();
				await Promise.all(jobs.map(async (job) => await emulator.jobs.finish(job)));
				const execution = await n8n.untilExecution(workflow.id, ENDED);
				row.account([execution]);
				await isWhole(row, text, execution);
				assert(row.jobs.length === PIECES, `${row.jobs.length} jobs were paid for`);
			});
		},
	],

	[
		'429 by the minute, among 12 pieces',
		async (row) => {
			const { emulator } = row.testBed;
			await row.run(async () => {
				onPiece(row, 5, () => void emulator.faults.push({ on: SPEECH, times: 3, ...OVER_RATE }));
				const text = story();
				const execution = await runOnce(row, await row.workflow([speak()]), { text });
				row.account([execution]);
				await isWhole(row, text, execution);
				const refused = emulator.requests.filter(({ path, fields }) => path === '/audio/speech' && text.includes(String(fields.text)));
				assert(refused.length === PIECES + 3, `${refused.length} submissions, not 3 more than there are pieces`);
				assert(row.jobs.length === PIECES, `${row.jobs.length} jobs were paid for`);
			});
		},
	],

	[
		'a piece in doubt, then Submit Again If in Doubt',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			await row.run(async () => {
				onPiece(row, 5, () => void emulator.faults.push({ on: SPEECH, drop: 'after' }));
				const text = story();
				const options = { concurrency: 1, submitAgain: true };
				const execution = await runOnce(row, await row.workflow([speak({ options }, RETRYING)]), { text });
				assert(execution.status === 'error', execution.status);
				// Before it is paid twice because somebody wants it to be.
				row.account([execution]);
				const [told, doubtful] = [row.jobs.slice(0, 5), row.jobs[5]];
				assert(row.jobs.length === 6, `${row.jobs.length} jobs were created, not those before the doubt and it`);
				const { message, description } = execution.data.resultData.error!;
				assert(message.startsWith(`Piece 6 of ${PIECES}: `), message);
				assert(message.endsWith('the job may have been submitted all the same'), message);
				const untold = told.filter(({ requestId }, index) => !description!.includes(`${index + 1}: ${requestId}`));
				assert(untold.length === 0, `the error does not name the other pieces: ${description}`);

				const retried = await untilEnd(row, await retry(n8n, execution.id, 'original'), 60_000);
				await isWhole(row, text, retried);
				const again = row.jobs.slice(6).map(textOf);
				assert(again.length === PIECES - 5 && again[0] === textOf(doubtful), `${again.length} pieces were submitted by hand`);
				assert(new Set(again).size === again.length, 'a piece was submitted twice');
				assert(!told.some((job) => again.includes(textOf(job))), 'a piece that was done was bought again');
			});
		},
	],
];

const MINUTE = 60_000;

/** The same, of what takes minutes. */
export const slowPieces: NamedRow[] = [
	[
		'the callback of 12 pieces lost',
		async (row) => {
			const { emulator, n8n } = row.testBed;
			emulator.webhooks.isLost = () => true;
			await row.run(async () => {
				const text = story();
				const workflow = await row.workflow([speak({ options: { waitTimeout: 120 } })]);
				await workflow.start({ text });
				const execution = await n8n.untilExecution(workflow.id, ENDED, { timeout: 4 * MINUTE });
				row.account([execution]);
				await isWhole(row, text, execution);
				assert(row.jobs.filter(({ webhookUrl }) => webhookUrl !== undefined).length === 1, 'not one callback was asked for');
				assert(row.jobs.length === PIECES, `${row.jobs.length} jobs were paid for`);
			});
		},
	],

	[
		"the Basic plan's 5 submissions a minute, of 12 pieces",
		async (row) => {
			const { emulator, n8n } = row.testBed;
			emulator.plan = 'basic';
			emulator.enforcesLimits = true;
			await row.run(async () => {
				const text = story();
				const workflow = await row.workflow([speak()]);
				await workflow.start({ text });
				const execution = await n8n.untilExecution(workflow.id, ENDED, { timeout: 6 * MINUTE });
				row.account([execution]);
				await isWhole(row, text, execution);
				assert(row.jobs.length === PIECES, `${row.jobs.length} jobs were paid for`);
			});
		},
	],
];

const speak = (parameters: object = {}, settings: NodeSpec = {}): NodeSpec => ({
	name: 'Speak',
	parameters: { resource: 'audio', operation: 'generateSpeech', text: '={{ $json.body.text }}', model: 'Chatterbox', ...parameters },
	...settings,
});

/** A text that takes so many pieces, and that no other run has. */
function story(): string {
	const name = randomInt(1e9);
	const sentences = Array.from({ length: 400 }, (_, index) => `Sentence ${index} of story ${name} tells of a river and its fish.`);
	return sentences.join(' ').slice(0, 23_000).trim();
}

const textOf = ({ fields }: Job) => String(fields.text);

/** Does something once so many pieces are submitted. */
function onPiece(row: Row, number: number, act: () => void): void {
	let count = 0;
	row.testBed.emulator.jobs.planFor = () => {
		if (++count === number) act();
		return undefined;
	};
}

/** One file of all pieces in their order has come out. */
async function isWhole({ testBed: { n8n, emulator } }: Row, text: string, execution: Execution): Promise<void> {
	succeeded(execution);
	const items = execution.data.resultData.runData.Speak.at(-1)?.data?.main[0] ?? [];
	assert(items.length === 1, `${items.length} items came out`);
	const { json, files } = await n8n.read(items[0]);
	const jobs = (json.pieces as Array<{ request_id: string }>).map(({ request_id: id }) => emulator.jobs.all.get(id)!);
	assert(jobs.length === PIECES, `it has ${jobs.length} pieces`);
	assert(jobs.map(textOf).join(' ') === text, 'the pieces are not the text');
	const { seconds, messages } = await decode(files.data);
	assert(messages === '', messages);
	const expected = jobs.reduce((sum, job) => sum + textOf(job).length, 0) / CHARACTERS_A_SECOND;
	assert(Math.abs(seconds - expected) < TOLERANCE * PIECES, `it takes ${seconds} seconds, not ${expected}`);
}
