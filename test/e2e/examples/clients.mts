import { PNG } from 'pngjs';
import { expect, vi } from 'vitest';

import { download } from '../../support/emulator/client.mts';
import { probe } from '../../support/emulator/probe.mts';
import type { McpSession } from '../../support/harness/mcpClient.mts';
import { alphaOf, sha256 } from './files.mts';
import type { Scenarios } from './scenarios.mts';

const TALK = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';
const UUID = expect.stringMatching(/^[\da-f-]{36}$/);

/** What a call answers that succeeds: n8n makes a list of it. */
async function answer(client: McpSession, tool: string, args: Record<string, unknown> = {}): Promise<Record<string, any>> {
	const { text, isError } = await client.call(tool, args);
	if (isError) throw new Error(text);
	return JSON.parse(text)[0];
}

export const clients: Scenarios = {
	'serve-mcp': {
		'tells each client what the tools do, and what they take': async (runner) => {
			const client = await runner.byMcp('let-me-in');
			const takes = client.tools.map(({ name, inputSchema: { properties = {} } }) => [name, Object.keys(properties).sort()]);
			expect(Object.fromEntries(takes)).toEqual({
				Draw_Picture: ['prompt', 'shape'],
				Edit_Picture: ['picture', 'prompt'],
				Cut_Out_Picture: ['picture'],
				Speak_Text: ['text'],
				Transcribe_Recording: ['url'],
				Price_Animation: ['picture', 'prompt'],
				Animate_Picture: ['picture', 'prompt'],
				Get_Result: ['request_id'],
				Get_Balance: [],
			});
			for (const { name, description, inputSchema } of client.tools) {
				expect(description).toMatch(/^[A-Z].{40,}\.$/);
				const optional = name === 'Draw_Picture' ? ['shape'] : [];
				expect(inputSchema.required ?? []).toEqual(Object.keys(inputSchema.properties ?? {}).filter((key) => !optional.includes(key)));
				for (const parameter of Object.values(inputSchema.properties ?? {})) expect(parameter).toHaveProperty('description');
			}
			await client.close();
		},

		'draws, changes and cuts out, each from the result of the one before': async (runner) => {
			const { emulator } = runner.testBed;
			const earlier = emulator.requests.length;
			const client = await runner.byMcp('let-me-in');
			const drawn = await answer(client, 'Draw_Picture', { prompt: 'A red fox, full figure', shape: 'landscape' });
			const edited = await answer(client, 'Edit_Picture', { prompt: 'Make it winter', picture: drawn.result_url });
			const cutOut = await answer(client, 'Cut_Out_Picture', { picture: edited.result_url });
			await client.close();

			const [first, second, last] = [...emulator.jobs.all.values()].slice(-3);
			expect([drawn, edited, cutOut].map(({ request_id }) => request_id)).toEqual([first, second, last].map(({ requestId }) => requestId));
			const requests = emulator.requests.slice(earlier);
			const files = requests.filter(({ path }) => /edits$|removals$/.test(path)).flatMap((request) => request.files);
			const made = await Promise.all([first, second].map(async ({ result }) => await sha256(result!.content)));
			expect(files.map((file) => file.sha256)).toEqual(made);
			const png = PNG.sync.read(await download(cutOut.result_url));
			expect(png.width).toBeGreaterThan(png.height);
			expect(alphaOf(png, 0, 0)).toBe(0);
		},

		'speaks a text, transcribes a video, and says what is left': async (runner) => {
			const client = await runner.byMcp('let-me-in');
			const { result_url: spoken } = await answer(client, 'Speak_Text', { text: 'Good evening, and welcome to the show.' });
			expect((await probe(await download(spoken))).audioCodec).toBe('mp3');
			const { text } = await answer(client, 'Transcribe_Recording', { url: TALK });
			expect(text).toMatch(/\w+ \w+ \w+/);
			expect(await answer(client, 'Get_Balance')).toEqual({ balance: expect.any(Number) });
			await client.close();
		},

		'says what a video costs, begins it, and brings it when it is done': async (runner) => {
			const { jobs, requests, web } = runner.testBed.emulator;
			const args = { prompt: 'Waves roll in', picture: web.serve('waves.png') };
			const client = await runner.byMcp('let-me-in');
			const [before, earlier] = [jobs.all.size, requests.length];
			const { price, currency } = await answer(client, 'Price_Animation', args);
			expect([price, currency, jobs.all.size]).toEqual([expect.any(Number), 'USD', before]);
			expect(requests.slice(earlier).filter(({ path }) => path === '/videos/animations')).toEqual([]);

			jobs.plans.push({ duration: 3_000 });
			const begun = await answer(client, 'Animate_Picture', args);
			expect(begun).toMatchObject({ request_id: UUID });
			const early = await client.call('Get_Result', { request_id: begun.request_id });
			expect([early.isError, early.text]).toEqual([true, expect.stringContaining('has not finished yet')]);
			await vi.waitUntil(() => jobs.all.get(begun.request_id)!.status === 'done', 20_000);
			const { result_url } = await answer(client, 'Get_Result', { request_id: begun.request_id });
			expect(await probe(await download(result_url))).toMatchObject({ videoCodec: 'h264' });
			await client.close();
		},
	},
};
