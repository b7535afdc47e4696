import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';

import { agent, deapiTool, draw, modelNode, withTool } from '../support/harness/agents.mts';
import { webhook } from '../support/harness/callers.mts';
import { ScriptedChatModel } from '../support/harness/chatModel.mts';
import { generate, getResult, workflowOf } from '../support/harness/workflows.mts';
import type { NodeSpec } from '../support/harness/workflows.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { Run, TestBed } from '../support/harness/testBed.mts';

/** Far below what polling takes on average; the bound is held by the benchmark. */
const AT_ONCE = 1_000;
/** Until the slow looks have found whatever was not told. */
const MOST_SECONDS = 60;

let testBed: TestBed;
let withClientId: string;
let paths = 0;

beforeAll(async () => {
	testBed = await openTestBed({ n8n: inject('n8n'), tarball: inject('tarball') });
	withClientId = await testBed.addCredential({ clientId: testBed.emulator.clientId });
});

afterAll(async () => await testBed?.close());

afterEach(async () => {
	testBed.emulator.calm();
	await vi.waitUntil(() => testBed.emulator.live.open === 0, { timeout: 5_000 });
});

const polling = (parameters: object = {}) => generate({ waitMode: 'polling', ...parameters });

async function runNodes(nodes: NodeSpec[], credential = withClientId): Promise<Run> {
	const path = `live-${++paths}`;
	const id = await testBed.n8n.addWorkflow(workflowOf(path, ...nodes), credential);
	return await testBed.call({ id, path }, { prompt: `a heron ${paths}` });
}

/** How late the end of the newest job was noticed, in milliseconds, and how often its status was asked for. */
function lastNotice() {
	const { requestId, endedAt } = [...testBed.emulator.jobs.all.values()].at(-1)!;
	const looks = testBed.emulator.requestsTo(`GET /jobs/${requestId}`).map(({ at }) => at);
	return { late: looks.find((at) => at >= endedAt!)! - endedAt!, looks: looks.length };
}

const hintsOf = ({ execution }: Run) => Object.values(execution.data.resultData.runData).flatMap(([{ hints = [] }]) => hints);
const saidIn = (run: Run) =>
	hintsOf(run)
		.map(({ message }) => message)
		.join('\n');

describe('live updates', () => {
	it('tell of the end at once', async () => {
		testBed.emulator.jobs.duration = 4_000;
		const run = await runNodes([polling()]);
		expect(run.error).toBeUndefined();
		expect(run.items[0].binary?.data.mimeType).toBe('image/png');
		const { late, looks } = lastNotice();
		expect(late).toBeLessThan(AT_ONCE);
		expect(looks).toBeLessThanOrEqual(2);
		expect(saidIn(run)).toBe('');
		expect(run.requests.filter(({ path }) => path === '/broadcasting/auth')).toHaveLength(1);
	});

	it('are not asked for without a Client ID', async () => {
		const { opened } = testBed.emulator.live;
		const run = await runNodes([polling()], testBed.credentialId);
		expect([run.error, saidIn(run), testBed.emulator.live.opened]).toEqual([undefined, '', opened]);
	});

	it('are of no use to a run that sleeps until a callback', async () => {
		const { opened } = testBed.emulator.live;
		const run = await runNodes([generate({ waitMode: 'webhook' })]);
		expect([run.error, saidIn(run), testBed.emulator.live.opened]).toEqual([undefined, '', opened]);
	});

	it('of another client are refused: the run polls, and says what to do', async () => {
		const run = await runNodes([polling()], await testBed.addCredential({ clientId: '1' }));
		expect([run.error, run.items.length]).toEqual([undefined, 1]);
		expect(saidIn(run)).toMatch(/Client ID 1 .*Copy "Client ID" from the deAPI dashboard/);
		expect(run.requests.filter(({ path }) => path === '/broadcasting/auth')).toHaveLength(1);
	});

	it.each(['break', 503] as const)('cannot be had where the server gives no socket (%s): the run polls, and says so', async (how) => {
		testBed.emulator.live.refuse = how;
		const run = await runNodes([polling()]);
		expect([run.error, run.items.length]).toEqual([undefined, 1]);
		expect(saidIn(run)).toMatch(/live updates.*Client ID/s);
	});

	it('are not waited for where nobody answers, and given up when the run ends', async () => {
		testBed.emulator.live.refuse = 'silence';
		const run = await runNodes([polling()]);
		expect([run.error, run.items.length]).toEqual([undefined, 1]);
		expect(lastNotice().late).toBeLessThan(AT_ONCE);
	});

	it('go on after a socket was cut off', async () => {
		const { emulator } = testBed;
		emulator.jobs.duration = 9_000;
		const running = runNodes([polling()]);
		await vi.waitUntil(() => emulator.live.listening === 1, { timeout: 10_000 });
		await delay(1_000);
		emulator.live.cut();
		const run = await running;
		expect(run.error).toBeUndefined();
		const { late, looks } = lastNotice();
		expect(late).toBeLessThan(AT_ONCE);
		expect(looks, 'polling alone takes 8').toBeLessThanOrEqual(6);
		expect(saidIn(run)).toBe('');
	});

	it('that come too early, twice, of others or broken do no harm', async () => {
		const { emulator } = testBed;
		Object.assign(emulator.live, { early: 400, copies: 2 });
		emulator.jobs.duration = 3_000;
		const running = runNodes([polling()]);
		await vi.waitUntil(() => emulator.live.listening === 1, { timeout: 10_000 });
		for (const text of ['{', '[]', '{"event":"request.status.updated","data":"{"}', '{"event":7}']) emulator.live.send(text);
		emulator.live.announce({ request_id: 'another', status: 'done', preview: null, result_url: null, progress: '100.00' });
		const run = await running;
		expect([run.error, run.items.length]).toEqual([undefined, 1]);
		expect(lastNotice().late).toBeLessThan(AT_ONCE);
		expect(lastNotice().looks).toBeLessThanOrEqual(5);
	});

	it('never tell of a failure, and may get lost: looks make up for both', async () => {
		const { emulator } = testBed;
		const { size } = emulator.jobs.all;
		emulator.jobs.plans.push({ duration: 3_000, outcome: 'error', errorMessage: 'A worker broke down' });
		const failing = runNodes([polling()]);
		await vi.waitUntil(() => emulator.jobs.all.size > size, { timeout: 10_000 });
		emulator.live.mute = true;
		emulator.jobs.duration = 4_000;
		const lost = await runNodes([polling()]);
		expect([lost.error, lost.items.length]).toEqual([undefined, 1]);
		expect(lastNotice().late).toBeLessThan(MOST_SECONDS * 1_000);
		expect((await failing).error?.message).toContain('A worker broke down');
	});

	it('end with an execution that is stopped', async () => {
		const { emulator, n8n } = testBed;
		emulator.jobs.duration = 3_600_000;
		const workflow = await n8n.addWorkflow(workflowOf('live-stopped', polling()), withClientId);
		await n8n.trigger('live-stopped', { prompt: 'a heron' });
		await vi.waitUntil(() => emulator.live.listening === 1, { timeout: 10_000 });
		await delay(500);
		const [{ id }] = await n8n.executions(workflow);
		await n8n.rest('POST', `/executions/${id}/stop`, {});
		await vi.waitUntil(() => emulator.live.open === 0, { timeout: 2_000 });
		expect((await n8n.untilExecution(workflow, ['canceled'])).status).toBe('canceled');
	});

	it('come to Job > Get Result', async () => {
		testBed.emulator.jobs.duration = 6_000;
		const run = await runNodes([generate({ waitMode: 'dontWait' }), getResult('={{ $json.request_id }}')]);
		expect(run.error).toBeUndefined();
		expect(run.items[0].binary?.data.mimeType).toBe('image/png');
		expect(lastNotice().late).toBeLessThan(AT_ONCE);
		expect(lastNotice().looks).toBeLessThanOrEqual(3);
	});

	it("come to an agent's tool", async () => {
		const { emulator, n8n } = testBed;
		emulator.jobs.duration = 4_000;
		const model = await new ScriptedChatModel({ prompt: 'a red fox' }).start();
		const workflow = withTool('live-tool', [webhook('live-tool', 'onReceived'), agent(2)], deapiTool(draw), await modelNode(n8n, model));
		const run = await testBed.call({ id: await n8n.addWorkflow(workflow, withClientId), path: 'live-tool' });
		await model.stop();
		expect(run.error).toBeUndefined();
		expect(model.toolAnswers.at(-1)).toContain([...emulator.jobs.all.keys()].at(-1));
		expect(lastNotice().late).toBeLessThan(AT_ONCE);
		expect(lastNotice().looks).toBeLessThanOrEqual(2);
	});
});
