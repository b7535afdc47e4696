import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

import { deapiTool, draw, withTools } from '../support/harness/agents.mts';
import { mcpServer } from '../support/harness/callers.mts';
import { connectMcp } from '../support/harness/mcpClient.mts';
import type { McpSession } from '../support/harness/mcpClient.mts';
import { PUBLIC_HOST } from '../support/harness/n8n.mts';
import { openTestBed } from '../support/harness/testBed.mts';
import type { TestBed } from '../support/harness/testBed.mts';

const PUBLIC_NAME = fileURLToPath(new URL('../support/harness/publicName.mjs', import.meta.url));

let testBed: TestBed;
let client: McpSession;
let workflowId: string;
/** Of tools whose deAPI is on the internet, as far as n8n can see. */
let strict: McpSession;

const cutOut = {
	resource: 'image',
	operation: 'removeBackground',
	inputType: 'url',
	imageUrl: "={{ $fromAI('picture', 'Address of the picture', 'string') }}",
	options: {},
};
/** As the editor's button fills it in. */
const byButton = {
	resource: 'image',
	operation: 'generate',
	prompt: "={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('Prompt', ``, 'string') }}",
};
const tools = [
	deapiTool(draw, { name: 'Draw' }),
	deapiTool(cutOut, { name: 'Cut Out' }),
	deapiTool(byButton, { name: 'Generate an image in deAPI' }),
];

beforeAll(async () => {
	testBed = await openTestBed({
		n8n: inject('n8n'),
		tarball: inject('tarball'),
		n8nEnv: { NODE_OPTIONS: `--import ${PUBLIC_NAME}` },
	});
	const { n8n, emulator, credentialId, addCredential } = testBed;
	workflowId = await n8n.addWorkflow(withTools('mcp-tools', [mcpServer('tools')], tools), credentialId);
	const baseUrl = emulator.url.replace('localhost', PUBLIC_HOST);
	await n8n.addWorkflow(withTools('mcp-strict', [mcpServer('strict')], tools), await addCredential({ baseUrl }));
	[client, strict] = await Promise.all([connectMcp(n8n, 'tools'), connectMcp(n8n, 'strict')]);
});
afterAll(async () => {
	await Promise.all([client?.close(), strict?.close()]);
	await testBed?.close();
});
beforeEach(() => {
	testBed.emulator.calm();
	testBed.emulator.jobs.duration = 300;
});

const jobsOf = (prompt: string) => [...testBed.emulator.jobs.all.values()].filter(({ fields }) => fields.prompt === prompt);

describe('an MCP client', () => {
	it('is told of each tool what n8n makes of its node', () => {
		const told = client.tools.map(({ name, description, inputSchema: { properties, required } }) => [
			name,
			description,
			properties,
			required,
		]);
		expect(told.sort()).toEqual([
			[
				'Cut_Out',
				'Remove the background of an image in deAPI',
				{ picture: { type: 'string', description: 'Address of the picture' } },
				['picture'],
			],
			['Draw', 'Generate an image in deAPI', { prompt: { type: 'string', description: 'What the image shows' } }, ['prompt']],
			['Generate_an_image_in_deAPI', 'Generate an image in deAPI', { Prompt: { type: 'string' } }, ['Prompt']],
		]);
	});

	it('loses nothing where it gives up: the execution goes on, and keeps what came of the job', async () => {
		const { jobs } = testBed.emulator;
		jobs.plans.push({ duration: 3_000 });
		await expect(client.call('Draw', { prompt: 'a slow worm' }, 1_500)).rejects.toThrow('timed out');
		const [job] = jobsOf('a slow worm');
		expect(job.status).not.toBe('done');
		const kept = async () => {
			const newest = (await testBed.n8n.executions(workflowId, ['success'])).slice(0, 3);
			const found = await Promise.all(newest.map(async ({ id }) => JSON.stringify(await testBed.n8n.execution(id))));
			return found.some((text) => text.includes(job.requestId) && text.includes('result_url'));
		};
		await expect.poll(kept, { timeout: 30_000, interval: 500 }).toBe(true);
	});

	it('gets of several calls at once what each has asked for', async () => {
		const { jobs } = testBed.emulator;
		const prompts = ['a red fox', 'a grey heron', 'a black bear', 'a red fox in the snow'];
		// The first to be asked for is the last to be done.
		jobs.planFor = ({ prompt }) => ({ duration: 1_500 - 400 * prompts.indexOf(String(prompt)) });
		const told = await Promise.all(prompts.map(async (prompt) => await client.call('Draw', { prompt })));
		for (const [index, { text, isError }] of told.entries()) {
			expect(isError).toBe(false);
			const [job, ...more] = jobsOf(prompts[index]);
			expect(more).toEqual([]);
			expect(JSON.parse(text)).toEqual([expect.objectContaining({ request_id: job.requestId, seed: Number(job.fields.seed) })]);
		}
	});

	it('is told why one of several calls has failed, and of which job, beside the results of the others', async () => {
		testBed.emulator.jobs.planFor = ({ prompt }) =>
			prompt === 'a badger' ? { outcome: 'error', errorCode: 'INVALID_INPUT', errorMessage: 'No badgers' } : undefined;
		const prompts = ['an owl', 'a badger', 'a newt'];
		const told = await Promise.all(prompts.map(async (prompt) => await client.call('Draw', { prompt })));
		expect(told.map(({ isError }) => isError)).toEqual([false, true, false]);
		for (const [index, { text }] of told.entries()) expect(text).toContain(jobsOf(prompts[index])[0].requestId);
		expect(told[1].text).toMatch(/The deAPI job failed: No badgers/);
		expect(told[1].text).toContain('deAPI gave the money back');
	});

	it('is told what is missing, before anything is submitted', async () => {
		const before = testBed.emulator.requests.length;
		const { text, isError } = await client.call('Draw', {});
		expect([isError, text]).toEqual([true, expect.stringMatching(/did not match expected schema[^]*prompt/)]);
		expect(testBed.emulator.requests).toHaveLength(before);
		expect(await client.call('Draw', { prompt: ' ' })).toMatchObject({ isError: true, text: expect.stringContaining('"Prompt" is empty') });
	});

	it('needs the token where the trigger wants one', async () => {
		const { n8n, credentialId } = testBed;
		const name = 'Token of the MCP client';
		const id = await n8n.createCredential(name, { token: 'open-sesame' }, 'httpBearerAuth');
		await n8n.addWorkflow(withTools('mcp-guarded', [mcpServer('guarded', { id, name })], tools), credentialId);
		const guarded = await connectMcp(n8n, 'guarded', 'open-sesame');
		expect(guarded.tools).toHaveLength(tools.length);
		await guarded.close();
		await expect(connectMcp(n8n, 'guarded', 'open')).rejects.toThrow();
		await expect(connectMcp(n8n, 'guarded')).rejects.toThrow();
	});
});

describe('an address that an MCP client passes on', () => {
	const NOT_HTTPS = /was not downloaded: it is not at an https address/;
	const NOT_PUBLIC = /was not downloaded: .+ is not on the internet/;
	const PUBLIC_ONLY = 'As a tool, this node fetches files from public https addresses only, such as result_url of another tool.';

	async function expectRefusal(session: McpSession, picture: string, words: RegExp, wayOut: string): Promise<void> {
		const { emulator } = testBed;
		const before = emulator.jobs.all.size;
		const { text, isError } = await session.call('Cut_Out', { picture });
		expect(isError).toBe(true);
		expect(text).toMatch(words);
		expect(text).toContain(wayOut);
		expect(emulator.jobs.all.size, 'nothing is submitted').toBe(before);
	}

	it.each([
		['http://169.254.169.254/latest/meta-data/', NOT_HTTPS],
		['http://localhost:5678/rest/settings', NOT_PUBLIC],
		['http://10.0.0.1/camera.png', NOT_HTTPS],
		['file:///etc/passwd', NOT_HTTPS],
		['/etc/passwd', NOT_HTTPS],
		['https://169.254.169.254/latest/meta-data/', NOT_PUBLIC],
		['https://localhost:5678/rest/settings', NOT_PUBLIC],
		['https://10.0.0.1/camera.png', NOT_PUBLIC],
		['https://0x7f000001/camera.png', NOT_PUBLIC],
		['https://[::1]/camera.png', NOT_PUBLIC],
		['https://printer.local/scan.png', NOT_PUBLIC],
		['https://user:secret@example.com/cat.png', /its address holds credentials/],
	])('is refused where it is %s', async (address, words) => await expectRefusal(strict, address, words, PUBLIC_ONLY));

	it('is refused where its name leads to this machine', async () => {
		const { web } = testBed.emulator;
		const page = web.serve('cat.png');
		await expectRefusal(strict, page.replace('localhost', PUBLIC_HOST), /n8n\.example\.com leads into a private network/, PUBLIC_ONLY);
		// n8n 1 has no filter of addresses: there, the node sees by the connection where the name leads, and reads nothing of the answer.
		if (!testBed.n8n.version.startsWith('1.')) expect(web.visits(page)).toEqual([]);
	});

	it.each(['http://169.254.169.254/latest/meta-data/', 'http://10.0.0.1/camera.png', 'file:///etc/passwd'])(
		'is refused where it redirects to %s',
		async (to) => {
			const page = testBed.emulator.web.serve('cat.png', { redirect: { status: 302, to } });
			await expectRefusal(client, page, /was not downloaded/, 'Use an address that starts with https://.');
		},
	);

	it('is refused where it is a data: URI that cannot be read', async () => {
		const words = /"Image URL" is a data: URI that cannot be read/;
		await expectRefusal(strict, 'data:image/png;base64,####', words, 'Use one such as data:image/png;base64,iVBORw0…');
	});

	it('is taken where it is the result of another tool', async () => {
		const [{ result_url: picture }] = JSON.parse((await client.call('Draw', { prompt: 'a stoat' })).text);
		const { text, isError } = await client.call('Cut_Out', { picture });
		expect(isError).toBe(false);
		const [, { requestId, type }] = [...testBed.emulator.jobs.all.values()].slice(-2);
		expect([type, text]).toEqual(['img-rmbg', expect.stringContaining(requestId)]);
	});
});
