import type { Job } from '../support/emulator/jobs.mts';
import type { Execution } from '../support/harness/execution.mts';
import { ENDED, succeeded } from './runs.mts';
import { assert } from './tally.mts';
import type { Row } from './tally.mts';

/** What somebody got who called a workflow and waited for the answer. */
export interface Answer {
	status: number;
	content: Buffer;
	/** The last job that the workflow submitted, and whether it had ended when the answer came. */
	job?: Job;
	wasDone: boolean;
	execution: Execution;
}

/** Takes the answer to a call of a workflow that has not run before. */
export async function answerTo(row: Row, workflowId: string, prompt: string, response: Response): Promise<Answer> {
	const content = Buffer.from(await response.arrayBuffer());
	const job = row.jobFor(prompt);
	const wasDone = job?.status === 'done' || job?.status === 'error';
	const execution = await row.testBed.n8n.untilExecution(workflowId, ENDED);
	return { status: response.status, content, job, wasDone, execution };
}

/** The node has polled, and whoever called got an answer when the image was there. */
export async function waited(row: Row, { status, content, job, wasDone, execution }: Answer): Promise<void> {
	succeeded(execution);
	assert(job !== undefined, 'nothing was submitted');
	assert(wasDone, `answered ${status} before the job had ended: ${content.toString().slice(0, 200)}`);
	assert(status === 200, `answered ${status}: ${content.toString().slice(0, 200)}`);
	assert(job.webhookUrl === undefined, 'the execution was parked');
	const [item] = await row.goodItems(execution);
	assert(item?.binary !== undefined, 'no file');
}

/** The same, and the answer is the item that came out. */
export async function gotItem(row: Row, answer: Answer): Promise<void> {
	await waited(row, answer);
	const text = answer.content.toString();
	assert(text.includes(answer.job!.requestId), `the answer was ${text.slice(0, 200)}`);
}

/** The same, and the answer is the file. */
export async function gotFile(row: Row, answer: Answer): Promise<void> {
	await waited(row, answer);
	assert(answer.content.equals(answer.job!.result!.content), `the answer has ${answer.content.length} bytes, and is not the file`);
}

/** The node has said that it cannot wait by webhook there, and nothing was paid for. */
export function refused({ status, job, execution }: Answer): void {
	const { error } = execution.data.resultData;
	assert(job === undefined, `a job was submitted; answered ${status}`);
	assert(execution.status === 'error', execution.status);
	assert(error!.message.includes('"Wait Mode" is Webhook'), error!.message);
}

/** The execution has slept until the callback came, and has what was made. */
export async function slept(row: Row, prompt: string, execution: Execution): Promise<void> {
	succeeded(execution);
	assert(row.jobFor(prompt)?.webhookUrl !== undefined, 'the execution was not parked');
	const [item] = await row.goodItems(execution);
	assert(item?.binary !== undefined, 'no file');
}

/** What the node says beside its output. */
export function hintsOf({ data }: Execution, node = 'Generate'): string[] {
	return (data.resultData.runData[node] ?? []).flatMap(({ hints = [] }) => hints.map(({ message }) => message));
}
