// How late the end of a job is noticed, and how often its status is asked for: with live updates, by polling, by the
// loop of HTTP Request nodes, and by somebody who knows the end.
import { setTimeout as delay } from 'node:timers/promises';
import { max, median, min } from 'simple-statistics';

import type { Job } from '../../test/support/emulator/jobs.mts';
import { fileOf } from '../../test/support/emulator/results.mts';
import { small } from '../../test/faults/runs.mts';
import { splitPrompts, workflowOf } from '../../test/support/harness/workflows.mts';
import { httpIdeal, httpLoop } from './httpLoop.mts';
import { plot } from './plot.mts';
import { openBench } from './testBed.mts';

/** Of jobs, in seconds. */
const LENGTHS = [2, 10, 60];
const ROUNDS = 7;
/** Between the starts of two executions, so that their jobs do not end at the same moment. */
const PAUSE_MS = 1_500;
const RESULT_BYTES = 100_000;
const ALLOWED_MS = 300;
const ALLOWED_LOOKS = 2;
const CONTENDERS = {
	live: 'deAPI node, live updates',
	polling: 'deAPI node, polling',
	loop: 'HTTP Request loop',
	ideal: 'HTTP Request at the end, which it knows',
};

type Contender = keyof typeof CONTENDERS;
const contenders = Object.keys(CONTENDERS) as Contender[];
interface Notice {
	contender: Contender;
	length: number;
	/** From the job's end to the status call that was told of it, in milliseconds. */
	late: number;
	/** From the job's end to that of the execution, in milliseconds. */
	ended: number;
	/** Status calls. */
	looks: number;
}

const { testBed, report } = await openBench('live', 'How late the end of a job is noticed');
const { emulator, n8n } = testBed;
emulator.jobs.planFor = ({ prompt }) => ({ duration: Number(String(prompt).split(' ').at(-1)) * 1_000 });
const result = fileOf(Buffer.alloc(RESULT_BYTES), 'png');
emulator.jobs.resultOf = () => result;

try {
	const workflows = await addWorkflows();
	await Promise.all(contenders.map(async (contender) => await start(contender, `warm-up ${LENGTHS[0]}`)));
	const prompts: string[] = [];
	for (const length of LENGTHS) {
		for (let round = 0; round < ROUNDS; round++) {
			for (const contender of contenders) {
				await delay(PAUSE_MS);
				prompts.push(`${contender} ${round} ${length}`);
				await start(contender, prompts.at(-1)!);
			}
		}
		await delay(length * 1_000);
	}
	const ends = await endsByPrompt(workflows, LENGTHS.length * ROUNDS + 1);
	write(prompts.map((prompt) => noticeOf(prompt, ends.get(prompt)!)));
} finally {
	await testBed.close();
}
report.finish();

async function addWorkflows(): Promise<string[]> {
	const bearer = { name: 'deAPI', type: 'httpBearerAuth', data: { token: testBed.apiKey } };
	const { id } = await n8n.rest<{ id: string }>('POST', '/credentials', bearer);
	const withClientId = await testBed.addCredential({ clientId: emulator.clientId });
	const node = (path: string) => workflowOf(path, splitPrompts, small({ waitMode: 'polling' }));
	return [
		await n8n.addWorkflow(node('live'), withClientId),
		await n8n.addWorkflow(node('polling'), testBed.credentialId),
		await n8n.addWorkflow(httpLoop('loop', emulator.url, id)),
		await n8n.addWorkflow(httpIdeal('ideal', emulator.url, id)),
	];
}

async function start(contender: Contender, prompt: string): Promise<void> {
	await n8n.trigger(contender, { prompts: [prompt] });
}

/** When the execution for a prompt has ended, in milliseconds since the epoch. */
async function endsByPrompt(workflows: string[], count: number): Promise<Map<string, number>> {
	const ends = new Map<string, number>();
	for (const workflow of workflows) {
		for (const { status, stoppedAt, data } of await n8n.untilExecutions(workflow, ['success', 'error'], count)) {
			const { prompt } = data.resultData.runData['Split Out'][0].data!.main[0]![0].json;
			if (status !== 'success') throw new Error(`${prompt}: ${data.resultData.error?.message}`);
			ends.set(prompt, Date.parse(stoppedAt));
		}
	}
	return ends;
}

function noticeOf(prompt: string, end: number): Notice {
	const [contender, , length] = prompt.split(' ');
	const { requestId, endedAt } = [...emulator.jobs.all.values()].find((job: Job) => job.fields.prompt === prompt)!;
	const looks = emulator.requestsTo(`GET /jobs/${requestId}`).map(({ at }) => at);
	const late = looks.find((at) => at >= endedAt!)! - endedAt!;
	return { contender: contender as Contender, length: Number(length), late, ended: end - endedAt!, looks: looks.length };
}

function write(notices: Notice[]): void {
	const of = (contender: Contender, length: number, pick: (notice: Notice) => number) =>
		notices.filter((notice) => notice.contender === contender && notice.length === length).map(pick);
	report.say(
		`One item in an execution, one job. *Noticed* is the arrival of the first status call that is told of the end, counted from the end; *over* is the end of the execution, with the result of ${RESULT_BYTES / 1_000} KB downloaded. The loop looks at once, then every 3 s. Of the last contender, an *HTTP Request* after a *Wait* of exactly the job's length, all lateness is n8n's own. ${ROUNDS} executions each, in turns, ${PAUSE_MS / 1_000} s apart.`,
	);
	report.table(
		['Job, s', '', 'Noticed, ms late: median', 'least', 'most', 'Over, ms late: median', 'Status calls: median', 'most'],
		LENGTHS.flatMap((length) =>
			contenders.map((contender) => {
				const [late, ended, looks] = [
					of(contender, length, (notice) => notice.late),
					of(contender, length, (notice) => notice.ended),
					of(contender, length, (notice) => notice.looks),
				];
				return [length, CONTENDERS[contender], median(late), min(late), max(late), median(ended), median(looks), max(looks)];
			}),
		),
	);
	const lines = (pick: (notice: Notice) => number) =>
		contenders.map((contender) => ({
			name: CONTENDERS[contender],
			points: LENGTHS.map((length): [number, number] => [length, median(of(contender, length, pick))]),
		}));
	report.plot(
		'live',
		'Lateness and status calls by the length of the job',
		plot({ name: 'seconds of the job', isLogarithmic: true }, [
			{ title: 'How late its end is noticed', unit: 'milliseconds', lines: lines(({ late }) => late) },
			{ title: 'Status calls for a job', unit: 'calls', lines: lines(({ looks }) => looks) },
		]),
	);
	for (const length of LENGTHS) {
		report.check(`Latest notice with live updates, jobs of ${length} s`, max(of('live', length, ({ late }) => late)), ALLOWED_MS, 'ms');
		report.check(`Most status calls with live updates, jobs of ${length} s`, max(of('live', length, ({ looks }) => looks)), ALLOWED_LOOKS);
	}
}
