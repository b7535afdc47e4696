import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { judgeTarball } from '../../../tools/package/tarball.mts';

describe('the check of the tarball', () => {
	const folders: string[] = [];
	afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

	const description = {
		name: 'thing',
		version: 1,
		icon: { light: 'file:thing.svg', dark: 'file:thing.dark.svg' },
		properties: [{ name: 'operation', displayOptions: { show: { resource: ['image'] } }, options: [{ name: 'Make', value: 'make' }] }],
	};
	const manifest = {
		name: 'n8n-nodes-thing',
		peerDependencies: { 'n8n-workflow': '*' },
		n8n: { nodes: ['dist/Thing.node.js'], credentials: [] },
	};
	const good: Record<string, string> = {
		'package.json': JSON.stringify(manifest),
		'README.md': '',
		LICENSE: '',
		'CHANGELOG.md': '',
		'dist/Thing.node.js': `exports.Thing = class { description = ${JSON.stringify(description)} };`,
		'dist/Thing.node.json': JSON.stringify({ node: 'n8n-nodes-thing.thing', resources: {} }),
		'dist/thing.svg': '',
		'dist/thing.dark.svg': '',
		'dist/__schema__/v1.0.0/image/make.json': '{}',
	};
	const judge = (change: Record<string, string | undefined>, bytes = 1000) => {
		const folder = mkdtempSync(join(tmpdir(), 'deapi-tarball-'));
		folders.push(folder);
		const files = Object.entries({ ...good, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined);
		for (const [name, content] of files) {
			mkdirSync(dirname(join(folder, name)), { recursive: true });
			writeFileSync(join(folder, name), content);
		}
		return judgeTarball({ file: 'thing.tgz', folder, bytes, entries: files.map(([name]) => name) });
	};
	const withManifest = (change: object) => ({ 'package.json': JSON.stringify({ ...manifest, ...change }) });

	it('passes what a community package has to be', () => {
		expect(judge({})).toEqual([]);
	});

	it.each([
		['dist/Thing.node.d.ts does not belong into the package', { 'dist/Thing.node.d.ts': '' }],
		['dist/Thing.node.js.map does not belong into the package', { 'dist/Thing.node.js.map': '' }],
		['dist/thing.test.js does not belong into the package', { 'dist/thing.test.js': '' }],
		['test/thing.js does not belong into the package', { 'test/thing.js': '' }],
		['CHANGELOG.md is missing', { 'CHANGELOG.md': undefined }],
		['dist/Thing.node.js: its icon file:thing.dark.svg is missing', { 'dist/thing.dark.svg': undefined }],
		['dist/Thing.node.js: its codex is missing', { 'dist/Thing.node.json': undefined }],
		['dist/Thing.node.js: its codex is for undefined, not for n8n-nodes-thing.thing', { 'dist/Thing.node.json': '{ "resources": {} }' }],
		['dist/Thing.node.js: its output schema v1.0.0/image/make.json is missing', { 'dist/__schema__/v1.0.0/image/make.json': undefined }],
		["dist/Thing.node.js does not load: Cannot find module 'fastify'", { 'dist/Thing.node.js': 'require("fastify");' }],
		['dist/Thing.node.js exports no class Thing', { 'dist/Thing.node.js': '' }],
		['package.json lists no node', withManifest({ n8n: { nodes: [], credentials: [] } })],
		['package.json has "dependencies": the package must bring nothing', withManifest({ dependencies: { axios: '1' } })],
		['package.json has the lifecycle script "postinstall"', withManifest({ scripts: { postinstall: 'true' } })],
		['package.json asks for the peer lodash: only n8n-workflow is there for sure', withManifest({ peerDependencies: { lodash: '*' } })],
	])('says: %s', (problem, change) => {
		expect(judge(change)).toEqual([problem]);
	});

	it('refuses what is too large', () => {
		expect(judge({}, 150_000)).toEqual(['It has 150000 bytes packed, and 150000 is the limit']);
	});
});
