import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { samplePicture } from '../support/emulator/samples.mts';
import { addressInputsOf } from '../support/harness/addresses.mts';
import { byName } from '../support/harness/operations.mts';
import { FOUND, MISSED } from './pages.mts';
import type { Found, Missed } from './pages.mts';
import { Rig } from './rig.mts';

/** Files on the web, as servers serve them; on a real n8n, `e2e/byUrl.test.mts` plays some of it, and every operation. */
let rig: Rig;

beforeAll(async () => void (rig = await Rig.open()));
afterAll(async () => await rig.close());
beforeEach(() => rig.clear());

/** What an address has where nothing else is said. */
const PICTURE = samplePicture({ width: 256, height: 192 });
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

it.each([...byName])('%s offers an address for every file', (_name, operation) => {
	const names = operation.fields.flatMap(({ properties }) => properties.map(({ name }) => name));
	for (const { selector = names[0], address } of addressInputsOf(operation))
		expect(names).toEqual(expect.arrayContaining([selector, address]));
});

/** A picture at an address, whose background is removed. */
async function cutOut(imageUrl: string) {
	const parameters = { resource: 'image', operation: 'removeBackground', inputType: 'url', imageUrl, waitMode: 'dontWait' };
	const { error } = await rig.run(parameters);
	return { error, told: `${error?.message}\n${(error as { description?: string } | undefined)?.description}`, paid: rig.paid() };
}

/** Nobody but deAPI is told the key. */
function expectNoSecrets(address: string): void {
	const visits = rig.emulator.web.visits(address);
	expect(visits.length).toBeGreaterThan(0);
	for (const { headers } of visits) expect(headers.authorization).toBeUndefined();
}

describe('a file on the web', () => {
	it.each(Object.entries(FOUND))('is taken %s', async (_title, { name = 'cat.png', called = name, ...page }: Found) => {
		const { web } = rig.emulator;
		const url = web.serve(name, page.redirect ? { ...page, redirect: { ...page.redirect, to: web.serve('cat.png') } } : page);
		const { error, paid } = await cutOut(url);
		expect(error).toBeUndefined();
		expect(paid[0].files).toEqual([expect.objectContaining({ fileName: called, mimeType: 'image/png', sha256: sha256(PICTURE) })]);
		expectNoSecrets(url);
	});

	it.each(Object.entries(MISSED))('is refused where it is %s', async (_title, { words, name = 'cat.png', ...page }: Missed) => {
		const url = rig.emulator.web.serve(name, { signed: true, ...page });
		const { error, told, paid } = await cutOut(url);
		expect(error).toBeDefined();
		for (const word of words) expect(told).toMatch(word);
		expect(told).not.toContain('X-Signature');
		expect(paid).toEqual([]);
	});

	it('is never sent in part, though it breaks off while it is sent', async () => {
		const { web } = rig.emulator;
		const url = web.serve('cat.png', { first: [{}, { breaksOff: true }] });
		const { paid } = await cutOut(url);
		expect(web.visits(url).length).toBeGreaterThan(1);
		expect(paid.flatMap(({ files }) => files.map((file) => file.sha256)).filter((hash) => hash !== sha256(PICTURE))).toEqual([]);
	});

	it('may be a data: URI', async () => {
		const { error, paid } = await cutOut(`data:image/png;base64,${PICTURE.toString('base64')}`);
		expect(error).toBeUndefined();
		expect(paid[0].files).toEqual([expect.objectContaining({ mimeType: 'image/png', sha256: sha256(PICTURE) })]);
	});

	it.each([
		['no address', 'cat.png'],
		['another protocol', 'ftp://example.com/cat.png'],
		['a file of the machine', 'file:///etc/passwd'],
		['a data: URI without data', 'data:image/png;base64,'],
	])('is refused where it is %s', async (_title, address) => {
		const { error, paid } = await cutOut(address);
		expect(error?.message).toContain('"Image URL"');
		expect(paid).toEqual([]);
	});
});
