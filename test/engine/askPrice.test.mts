import nock from 'nock';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { makeFile } from '../support/emulator/ffmpeg.mts';
import { samplePicture } from '../support/emulator/samples.mts';
import { api } from '../support/harness/api.mts';
import { API, BASE_URL } from '../support/harness/contexts.mts';
import { prepareModels } from '../support/harness/engine.mts';
import { WorkflowRun } from '../support/harness/workflow.mts';

const PER_SECOND = 0.01;
const SOUND = ['-f', 'lavfi', '-i', 'anoisesrc=duration=6:sample_rate=44100:amplitude=0.2'];
const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=256x192:rate=10:duration=6', '-g', '10'];

let plain: Record<string, Buffer>;
beforeAll(async () => {
	const make = async (extension: string, args: string[]) => await makeFile([], extension, () => args);
	plain = {
		mp3: await make('mp3', SOUND),
		wav: await make('wav', SOUND),
		flac: await make('flac', SOUND),
		mp4: await make('mp4', FILM),
		fragments: await make('mp4', [...FILM, '-movflags', 'frag_keyframe']),
	};
}, 60_000);

const patched = (name: string, where: string, offset: number, value: number, isLittle = false) => {
	const content = Buffer.from(plain[name]);
	const at = content.indexOf(where) + offset;
	if (isLittle) content.writeUInt32LE(value, at);
	else content.writeUInt32BE(value, at);
	return content;
};
/** All that film and track say of their length: the file agrees with itself. */
const lyingFilm = () => {
	const content = patched('mp4', 'mvhd', 20, 1000);
	content.writeUInt32BE(content.readUInt32BE(content.indexOf('mdhd') + 16), content.indexOf('mdhd') + 20);
	content.writeUInt32BE(1, content.indexOf('stts') + 8);
	content.writeUInt32BE(10, content.indexOf('stts') + 12);
	content.writeUInt32BE(content.readUInt32BE(content.indexOf('mdhd') + 16) / 10, content.indexOf('stts') + 16);
	return content;
};

/** Files that are dearer than they say, and how many seconds they play. */
const CHEATS: Array<[what: string, mimeType: string, seconds: number, content: () => Buffer]> = [
	['joined MP3 files', 'audio/mpeg', 18.1, () => Buffer.concat([plain.mp3, plain.mp3, plain.mp3])],
	['a film in fragments', 'video/mp4', 6, () => plain.fragments],
	['an MP3 with four bytes changed', 'audio/mpeg', 6, () => patched('mp3', 'Info', 8, 1)],
	['a WAV with four bytes changed', 'audio/wav', 6, () => patched('wav', 'fmt ', 16, 5_644_800, true)],
	['a FLAC with four bytes changed', 'audio/flac', 6, () => patched('flac', 'fLaC', 22, 44_100)],
	['a film with four bytes changed', 'video/mp4', 6, () => patched('mp4', 'mvhd', 20, 1000)],
	['a film that lies in all places', 'video/mp4', 6, lyingFilm],
];

const OPERATIONS: Record<string, { path: string; parameters: object }> = {
	'audio > transcribe': {
		path: '/audio/transcriptions',
		parameters: { resource: 'audio', operation: 'transcribe', source: 'binary', includeTimestamps: false },
	},
	'video > transcribe': {
		path: '/audio/transcriptions',
		parameters: { resource: 'video', operation: 'transcribe', source: 'binary', includeTimestamps: false },
	},
	'video > upscale': { path: '/videos/upscales', parameters: { resource: 'video', operation: 'upscale' } },
	'video > replace': { path: '/videos/replacements', parameters: { resource: 'video', operation: 'replace' } },
};

interface Given {
	content: Buffer;
	mimeType: string;
	options: Record<string, number | boolean>;
}

const start = async (operation: string, { content, mimeType, options }: Given) => {
	const data = { data: content.toString('base64'), mimeType, fileName: 'file' };
	const data1 = { data: samplePicture({ width: 64, height: 64 }).toString('base64'), mimeType: 'image/png', fileName: 'face.png' };
	return await new WorkflowRun({
		items: [{ json: {}, binary: { data, data1 } }],
		parameters: { ...OPERATIONS[operation].parameters, waitMode: 'dontWait', options },
	}).start();
};

/** deAPI asks for a cent a second: of the file that it is sent, or of the length that it is told. */
function cents(path: string, seconds: number, times = 1): string[] {
	const asked: string[] = [];
	// What nock hands over of a form with binary bytes is hexadecimal.
	const note = (body: string) => asked.push(/^[\da-f]+$/.test(body) ? Buffer.from(body, 'hex').toString('latin1') : body) > 0;
	const told = () => Number(/duration(?:_seconds)?"\r\n\r\n(\d+)/.exec(asked.at(-1)!)?.[1]);
	nock(BASE_URL)
		.post(`${API}${path}/price`, note)
		.times(times)
		.reply(200, () => ({ data: { price: PER_SECOND * (/name="(source_file|video)"; filename/.test(asked.at(-1)!) ? seconds : told()) } }));
	return asked;
}

beforeEach(prepareModels);

describe('Maximum Price of what is paid by its length', () => {
	it.each(CHEATS)('is that of the file itself: nothing is submitted of %s', async (_, mimeType, seconds, content) => {
		const maximumPrice = seconds > 10 ? 0.1 : 0.05;
		const operations = Object.keys(OPERATIONS).filter((name) => name.startsWith(mimeType.split('/')[0]));
		for (const operation of operations) {
			const asked = cents(OPERATIONS[operation].path, seconds);
			const { error } = await start(operation, { content: content(), mimeType, options: { maximumPrice } });
			expect(error?.message).toBe(
				`This job costs $${+(PER_SECOND * seconds).toFixed(3)}, more than the $${maximumPrice} of "Maximum Price (USD)"`,
			);
			expect(asked).toHaveLength(1);
			expect(asked[0]).not.toMatch(/name="(duration|duration_seconds|width|height)"/);
		}
	});

	it('lets through what is as cheap as it says', async () => {
		cents('/audio/transcriptions', 6);
		api.submit('/audio/transcriptions', 'r1');
		const { output } = await start('audio > transcribe', { content: plain.mp3, mimeType: 'audio/mpeg', options: { maximumPrice: 0.06 } });
		expect(output[0].json).toMatchObject({ request_id: 'r1', price: 0.06 });
	});

	it('refuses what deAPI says to cost nothing', async () => {
		api.price('/videos/upscales', 0);
		const { error } = await start('video > upscale', { content: plain.mp4, mimeType: 'video/mp4', options: { maximumPrice: 1 } });
		expect(error?.message).toContain('deAPI says that this file costs nothing');
		expect(error?.description).toMatch(/^Nothing was submitted\./);
	});

	it('says why the file was sent where deAPI wants to be told the length', async () => {
		const errors = { duration_seconds: ['The duration_seconds field is required.'] };
		api.refuse('/audio/transcriptions/price', 422, { message: 'Invalid.', errors });
		const { error } = await start('audio > transcribe', { content: plain.mp3, mimeType: 'audio/mpeg', options: { maximumPrice: 1 } });
		expect(error?.message).toContain('deAPI refused the request');
		expect(error?.description).toContain('With "Maximum Price (USD)", deAPI is asked for the price of the file itself');
	});

	it('rests on the pixels of a picture, which are as many as it says', async () => {
		api.price('/images/upscales', 0.001, (body) => body.width === '640' && body.height === '480');
		api.submit('/images/upscales', 'r1');
		const data = { data: samplePicture({ width: 640, height: 480 }).toString('base64'), mimeType: 'image/png', fileName: 'a.png' };
		const { output } = await new WorkflowRun({
			items: [{ json: {}, binary: { data } }],
			parameters: { resource: 'image', operation: 'upscale', waitMode: 'dontWait', options: { maximumPrice: 0.01 } },
		}).start();
		expect(output[0].json).toMatchObject({ request_id: 'r1', price: 0.001 });
	});
});

describe('Estimate Price Only of what is paid by its length', () => {
	it('needs no upload where the file tells it', async () => {
		const asked = cents('/audio/transcriptions', NaN);
		const { output } = await start('audio > transcribe', {
			content: plain.mp3,
			mimeType: 'audio/mpeg',
			options: { estimatePriceOnly: true },
		});
		expect(output[0].json.price).toBe(0.07);
		expect(asked[0]).not.toContain('filename=');
	});

	it('asks with the file where the file contradicts itself', async () => {
		const asked = cents('/audio/transcriptions', 6);
		const { output } = await start('audio > transcribe', {
			content: CHEATS[5][3](),
			mimeType: 'video/mp4',
			options: { estimatePriceOnly: true },
		});
		expect(output[0].json.price).toBe(0.06);
		expect(asked[0]).toContain('filename=');
	});
});
