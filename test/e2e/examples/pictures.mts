import { PNG } from 'pngjs';
import { expect } from 'vitest';

import { modelNode } from '../../support/harness/agents.mts';
import { resultUrlIn, ScriptedChatModel } from '../../support/harness/chatModel.mts';
import { setFields } from '../../support/harness/examples.mts';
import { alphaOf, behind, picture, sha256 } from './files.mts';
import type { Scenarios } from './scenarios.mts';

export const pictures: Scenarios = {
	'generate-image': {
		'draws what is posted, in the size that is posted': async (runner) => {
			const { run } = await runner.byWebhook('generate-image', { prompt: 'a lighthouse', width: 640, height: 512 });
			const { json, files } = await run.only('Generate Image');
			expect(PNG.sync.read(files.data)).toMatchObject({ width: 640, height: 512 });
			expect(json).toMatchObject({ model: 'Flux1schnell', seed: expect.any(Number) });
			expect(run.paid.map(({ path, fields }) => [path, fields.prompt])).toEqual([['/images/generations', 'a lighthouse']]);
		},
		'draws in 1024 x 768 where no size is posted': async (runner) => {
			const { run } = await runner.byWebhook('generate-image', { prompt: 'a lighthouse' });
			expect(PNG.sync.read((await run.only('Generate Image')).files.data)).toMatchObject({ width: 1024, height: 768 });
		},
	},

	'clean-product-photo': {
		'cuts the photo out, enlarges it, and shows it': async (runner) => {
			const photo = picture('chair.png', 320, 240);
			const { run, answer: page } = await runner.byForm([['Photo', photo]]);
			expect(page.html).toContain('Your photo is ready');
			const shown = await behind(page.link);
			expect(page.html).toContain('<img src=');
			expect(await sha256((await run.only('Upscale Photo')).files.photo)).toBe(await sha256(shown));

			const png = PNG.sync.read(shown);
			expect(png).toMatchObject({ width: 1280, height: 960 });
			expect([alphaOf(png, 0, 0), alphaOf(png, 640, 480)]).toEqual([0, 255]);
			expect(run.paid.map(({ path }) => path)).toEqual(['/images/background-removals', '/images/upscales']);
			expect(run.paid[0].files[0]).toMatchObject({ fileName: 'chair.png', sha256: await sha256(photo) });
		},
		'says of a photo that is too large that it is, before anything is paid': async (runner) => {
			const { run, answer: page } = await runner.byForm([['Photo', picture('panorama.png', 2100, 130)]]);
			expect(page.html).toContain('That did not work');
			expect(page.html).toContain('is 2100 pixels wide');
			expect(run.paid).toEqual([]);
		},
		'says why the second step came to nothing': async (runner) => {
			runner.testBed.emulator.jobs.plans.push({}, { outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'No luck' });
			const { run, answer: page } = await runner.byForm([['Photo', picture('chair.png')]]);
			expect(page.html).toContain('The deAPI job failed: No luck (PROCESSING_FAILED)');
			expect(run.has('Show Photo')).toBe(false);
		},
	},

	'generate-image-batch': {
		'makes a picture of every row but the one that fails, at the pace that is set': async (runner) => {
			const { jobs } = runner.testBed.emulator;
			jobs.planFor = ({ prompt }) =>
				String(prompt).includes('badger') ? { outcome: 'error', errorCode: 'INVALID_INPUT', errorMessage: 'No badgers' } : undefined;
			const run = await runner.byHand((example) => setFields(example, 'Settings', { pictures_at_once: 7, pause_seconds: 1 }));

			const rows = run.items('Split Out Rows').map(({ json }) => json);
			expect(rows).toHaveLength(20);
			expect(run.paid.map(({ fields }) => fields.prompt).sort()).toEqual(rows.map(({ prompt }) => prompt).sort());
			const stored = await Promise.all(run.items('Store Picture').map(async (item) => await runner.testBed.n8n.read(item)));
			expect(stored.map(({ json: { name, prompt } }) => ({ name, prompt }))).toEqual(rows.filter(({ name }) => name !== 'badger'));
			for (const { json, files } of stored) {
				const job = jobs.all.get(json.request_id)!;
				expect(job.fields).toMatchObject({ prompt: json.prompt, seed: json.seed });
				expect(json.file_name).toBe(`${json.name}.png`);
				expect(await sha256(files.data)).toBe(await sha256(job.result!.content));
			}
			expect(run.items('List Failed Rows').map(({ json }) => json)).toEqual([
				{
					name: 'badger',
					prompt: expect.stringContaining('badger'),
					reason: expect.stringContaining('No badgers'),
					request_id: expect.stringMatching(/^[\da-f-]{36}$/),
				},
			]);
			expect(run.rounds('Generate Image')).toBe(3);
		},
	},

	'draw-in-chat': {
		'draws what the agent asks for, and answers with its address': async (runner) => {
			const { n8n, emulator } = runner.testBed;
			const model = await new ScriptedChatModel({ prompt: 'A red fox in the snow, watercolor', shape: 'landscape' }).start();
			const { credentials } = await modelNode(n8n, model);
			const run = await runner.byChat('Draw a fox, please', ({ nodes }) => {
				nodes.find(({ name }) => name === 'Chat Model')!.credentials = credentials;
			});
			await model.stop();

			expect(model.tools.map(({ function: { name, parameters } }) => [name, Object.keys(parameters.properties).sort()])).toEqual([
				['Draw_Picture', ['prompt', 'shape']],
			]);
			const [{ fields }, ...more] = run.paid;
			expect(more).toEqual([]);
			expect(fields).toMatchObject({ prompt: 'A red fox in the snow, watercolor', width: 1024, height: 640 });
			expect(fields.webhook_url, 'a tool cannot sleep').toBeUndefined();
			const [job] = [...emulator.jobs.all.values()].slice(-1);
			const { json } = await run.only('Answer or Draw');
			expect(json.output).toContain(`${emulator.storageUrl}/depin-result/${job.requestId}`);
		},
		'is told why there is no picture': async (runner) => {
			const { n8n, emulator } = runner.testBed;
			emulator.jobs.plans.push({ outcome: 'error', errorCode: 'PROCESSING_ERROR', errorMessage: 'No luck' });
			const model = await new ScriptedChatModel({ prompt: 'A red fox in the snow, watercolor', shape: 'landscape' }).start();
			const { credentials } = await modelNode(n8n, model);
			const run = await runner.byChat('Draw a fox, please', ({ nodes }) => {
				nodes.find(({ name }) => name === 'Chat Model')!.credentials = credentials;
			});
			await model.stop();
			const [job] = [...emulator.jobs.all.values()].slice(-1);
			expect(model.toolAnswers).toEqual([expect.stringMatching(`No luck.+${job.requestId}`)]);
			expect((await run.only('Answer or Draw')).json.output).toContain('No luck');
		},
	},

	'edit-in-chat': {
		'draws, cuts out and enlarges, each from the result of the one before': async (runner) => {
			const { n8n, emulator } = runner.testBed;
			const model = await new ScriptedChatModel([
				() => ['Draw_Picture', { prompt: 'A red fox, full figure', shape: 'square' }],
				(told) => ['Cut_Out_Picture', { picture: resultUrlIn(told) }],
				(told) => ['Enlarge_Picture', { picture: resultUrlIn(told) }],
			]).start();
			const { credentials } = await modelNode(n8n, model);
			const run = await runner.byChat('Draw a red fox, cut it out and make it large', ({ nodes }) => {
				nodes.find(({ name }) => name === 'Chat Model')!.credentials = credentials;
			});
			await model.stop();

			const offered = model.tools.map(({ function: { name, parameters } }) => [name, Object.keys(parameters.properties).sort()] as const);
			expect(Object.fromEntries(offered)).toEqual({
				Draw_Picture: ['prompt', 'shape'],
				Cut_Out_Picture: ['picture'],
				Enlarge_Picture: ['picture'],
			});
			expect(run.paid.map(({ path }) => path)).toEqual(['/images/generations', '/images/background-removals', '/images/upscales']);
			const made = [...emulator.jobs.all.values()].slice(-3).map(({ requestId, result }) => ({ requestId, ...result! }));
			const [drawn, cutOut, enlarged] = made;
			expect(run.paid.slice(1).map(({ files }) => files.map((file) => file.sha256))).toEqual([
				[await sha256(drawn.content)],
				[await sha256(cutOut.content)],
			]);
			const [first, last] = [drawn, enlarged].map(({ content }) => PNG.sync.read(content));
			expect([last.width, last.height]).toEqual([4 * first.width, 4 * first.height]);
			expect([alphaOf(first, 0, 0), alphaOf(last, 0, 0), alphaOf(last, last.width / 2, last.height / 2)]).toEqual([255, 0, 255]);
			expect(model.toolAnswers).toEqual(made.map(({ requestId }) => expect.stringContaining(requestId)));
			expect((await run.only('Answer or Edit')).json.output).toContain(`${emulator.storageUrl}/depin-result/${enlarged.requestId}`);
		},
	},
};
