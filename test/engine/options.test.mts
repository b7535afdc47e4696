import { beforeEach, describe, expect, it } from 'vitest';

import { api } from '../support/harness/api.mts';
import { generate, job, prepareModels, prompts } from '../support/harness/engine.mts';

beforeEach(prepareModels);

describe('an option of the whole run', () => {
	it.each([
		['waitTimeout', 'Wait Timeout', [-1, 0, 0.5, 1e14, 604_801, 'a week', '={{ [60] }}', '={{ {} }}', '={{ true }}']],
		['concurrency', 'Concurrency', [-1, 0, 1.5, 1e300, 'many', '={{ [5] }}']],
		['outputField', 'Output Data Field Name', ['={{ {} }}', '={{ ["data"] }}']],
		['pictureFormat', 'Image Format', ['gif', '={{ {} }}', '={{ ["png"] }}', 'constructor']],
	])('that cannot be meant stops the run before anything is sent: %s', async (name, label, values) => {
		for (const value of values) {
			const { error } = await generate({ [name]: value });
			expect(error?.message, String(value)).toContain(`"${label}" is `);
		}
	});

	it('says how long one can wait at most', async () => {
		expect((await generate({ waitTimeout: 604_801 })).run.data.resultData.error?.message).toBe(
			'"Wait Timeout" is 604801, which is out of range',
		);
	});

	it.each(['={{ $json.nowhere }}', '={{ null }}', '', ' '])('is left out where it is %j', async (nothing) => {
		api.submit('/images/generations', 'r1');
		const options = { waitTimeout: nothing, concurrency: nothing, outputField: nothing, pictureFormat: nothing };
		const { output } = await generate(options, { parameters: { waitMode: '={{ "dontWait" }}' } });
		expect(output[0].json.request_id).toBe('r1');
	});

	it.each(['={{ 5 }}', 'soon', '={{ ["polling"] }}', 'constructor'])('is how to wait, and no other: %s', async (waitMode) => {
		const { error } = await generate({}, { items: prompts('a'), parameters: { waitMode } });
		expect(error?.message).toMatch(/^"Wait Mode" is .+, which is not an option$/);
	});

	it.each(['={{ "false" }}', '={{ "False" }}', false])('says in a text whether to wait for completion: %j', async (waitForCompletion) => {
		api.running('r1');
		const { error } = await job('getResult', { parameters: { waitForCompletion } });
		expect(error?.message).toBe('The deAPI job has not finished yet');
	});

	it.each(['={{ "srt,vtt" }}', '={{ \'["srt","vtt"]\' }}', '={{ ["srt", "vtt"] }}'])(
		'is a list, however it is given: %s',
		async (subtitles) => {
			api.text('r1', '[0:00 - 0:02]  Hello\n[0:02 - 0:04]  again');
			const { output } = await job('getResult', { parameters: { options: { subtitles, textFile: '={{ "false" }}' } } });
			expect(Object.keys(output[0].binary ?? {})).toEqual(expect.arrayContaining(['srt', 'vtt']));
		},
	);

	it.each(['srt', 'vtt'])('keeps the file out of the field of its subtitles: %s', async (outputField) => {
		const { error } = await job('getResult', { parameters: { options: { outputField, subtitles: ['srt', 'vtt'] } } });
		expect(error?.message).toBe(`"Output Data Field Name" is ${outputField}, where the subtitles go`);
	});

	it.each(['={{ "ass" }}', '={{ "constructor" }}', '={{ [{}] }}'])('names subtitles that there are, not %s', async (subtitles) => {
		expect((await job('getResult', { parameters: { options: { subtitles } } })).error?.message).toContain('"Subtitles" is ');
	});
});
