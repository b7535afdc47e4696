import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { realTiming } from '../../nodes/shared/util/timing.ts';
import { api } from '../support/harness/api.mts';
import { BASE_URL } from '../support/harness/contexts.mts';
import { files, job, prepareModels, prompts, start } from '../support/harness/engine.mts';
import { ScriptedSocket } from '../support/harness/scriptedSocket.mts';

/** Answers as the vendor's server does. */
class WillingSocket extends ScriptedSocket {
	constructor(url: string) {
		super(url);
		queueMicrotask(() => this.establish());
	}

	override send(text: string): void {
		super.send(text);
		if (this.sent.at(-1)?.event === 'pusher:subscribe') queueMicrotask(() => this.frame('pusher_internal:subscription_succeeded'));
	}
}

beforeEach(() => {
	prepareModels();
	// What sleeps beside the run must not keep the process from everything else.
	vi.mocked(realTiming.sleep).mockImplementation(async (ms, signal) => {
		await new Promise<void>((resolve) => {
			setTimeout(resolve, ms / 100);
			signal?.addEventListener('abort', () => resolve());
		});
	});
	vi.stubGlobal('WebSocket', WillingSocket);
	ScriptedSocket.all = [];
});

afterEach(() => vi.unstubAllGlobals());

const permit = (status = 200) => nock(BASE_URL).post('/broadcasting/auth').reply(status, { auth: 'depin-api-prod-key:abc' });
const generate = async (parameters: Record<string, string>, clientId = '42') =>
	await start({ items: prompts('a'), credentials: { clientId }, parameters });

describe('live updates of a run', () => {
	it.each(['webhook', 'dontWait'])('are not asked for where it does not poll: %s', async (waitMode) => {
		api.submit('/images/generations', 'r1');
		await generate({ waitMode });
		expect(ScriptedSocket.all).toEqual([]);
	});

	it('are there before anything is submitted, and closed when it ends', async () => {
		permit();
		nock(BASE_URL)
			.post('/api/v2/images/generations', () => ScriptedSocket.last.sent.at(-1)?.event === 'pusher:subscribe')
			.reply(200, { data: { request_id: 'r1' } });
		api.done('r1');
		api.result('r1');
		const run = await generate({ waitMode: 'polling' });
		expect(files(run)).toEqual(['picture of r1']);
		expect(run.hints).toEqual([]);
		expect([ScriptedSocket.all.length, ScriptedSocket.open]).toEqual([1, 0]);
	});

	it('are closed when it fails', async () => {
		permit();
		api.refuse('/images/generations', 422, { message: 'No.' });
		const run = await generate({ waitMode: 'polling' });
		expect(run.error?.message).toContain('No');
		expect([ScriptedSocket.all.length, ScriptedSocket.open]).toEqual([1, 0]);
	});

	it('that may not be had leave a hint, and the result', async () => {
		permit(403);
		api.submit('/images/generations', 'r1');
		api.done('r1');
		api.result('r1');
		const run = await generate({ waitMode: 'polling' }, '43');
		expect(files(run)).toEqual(['picture of r1']);
		expect(run.hints).toEqual([expect.stringContaining('does not open the channel of Client ID 43')]);
		expect([ScriptedSocket.all.length, ScriptedSocket.open]).toEqual([1, 0]);
	});

	it('serve Job > Get Result as well', async () => {
		permit();
		api.running('r1');
		api.done('r1');
		api.result('r1');
		vi.stubGlobal(
			'WebSocket',
			class extends WillingSocket {
				override send(text: string): void {
					super.send(text);
					if (this.sent.at(-1)?.event === 'pusher:subscribe') setTimeout(() => this.update('r1', 'done'), 40);
				}
			},
		);
		const run = await job('getResult', { credentials: { clientId: '42' } });
		expect(files(run)).toEqual(['picture of r1']);
		expect([ScriptedSocket.all.length, ScriptedSocket.open]).toEqual([1, 0]);
	});
});
