import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { judgeNode, judgeRepository } from '../../../tools/package/reviewed.mts';
import { ROOT } from '../../support/harness/testBed.mts';

describe('what reviewers refuse of a repository', () => {
	const folders: string[] = [];
	afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

	const manifest = {
		license: 'MIT',
		repository: { url: 'git+https://github.com/somebody/n8n-nodes-thing.git' },
		peerDependencies: { 'n8n-workflow': '*' },
		n8n: { n8nNodesApiVersion: 1, strict: true, nodes: ['dist/nodes/Thing/Thing.node.js'] },
	};
	const publishing = (run: string, permission = 'write') =>
		JSON.stringify({ jobs: { publish: { permissions: { 'id-token': permission }, steps: [{ run }] } } });
	const good: Record<string, string> = {
		'package.json': JSON.stringify(manifest),
		'.github/workflows/publish.yml': publishing('npm publish thing.tgz --provenance'),
		'nodes/Thing/Thing.node.ts': '',
		'dist/nodes/Thing/Old.node.js': '',
	};
	const judge = (change: Record<string, string>) => {
		const folder = mkdtempSync(join(tmpdir(), 'deapi-reviewed-'));
		folders.push(folder);
		for (const [name, content] of Object.entries({ ...good, ...change })) {
			mkdirSync(dirname(join(folder, name)), { recursive: true });
			writeFileSync(join(folder, name), content);
		}
		return judgeRepository(folder);
	};
	const withManifest = (change: object) => ({ 'package.json': JSON.stringify({ ...manifest, ...change }) });
	const NO_PROVENANCE = 'publish.yml does not publish with provenance';
	const NO_ADDRESS = 'package.json: the repository is no address of GitHub, which provenance compares';

	it('passes what was accepted, and this repository', () => {
		expect(judge({})).toEqual([]);
		expect(judgeRepository(ROOT)).toEqual([]);
	});

	it.each([
		['nodes/Thing/Other.node.ts is a node that package.json does not list', { 'nodes/Thing/Other.node.ts': '' }],
		['test/fixtures/Other.node.js is a node that package.json does not list', { 'test/fixtures/Other.node.js': '' }],
		['examples/Other.node.ts is a node that package.json does not list', { 'examples/Other.node.ts': '' }],
		['package.json: the license is not MIT', withManifest({ license: 'ISC' })],
		['package.json: the peer n8n-workflow is not "*"', withManifest({ peerDependencies: { 'n8n-workflow': '^2' } })],
		['package.json: n8nNodesApiVersion is not 1', withManifest({ n8n: { ...manifest.n8n, n8nNodesApiVersion: 3 } })],
		['package.json: n8n.strict is not true', withManifest({ n8n: { ...manifest.n8n, strict: undefined } })],
		[NO_ADDRESS, withManifest({ repository: { url: 'git+https://example.com/thing.git' } })],
		[NO_PROVENANCE, { '.github/workflows/publish.yml': publishing('npm publish thing.tgz') }],
		[NO_PROVENANCE, { '.github/workflows/publish.yml': publishing('npm publish thing.tgz --provenance', 'read') }],
		[NO_PROVENANCE, { '.github/workflows/publish.yml': publishing('npm pack') }],
	])('says: %s', (problem, change) => {
		expect(judge(change)).toEqual([problem]);
	});
});

describe('what reviewers refuse of a node', () => {
	const node = (change: object) => ({
		group: ['transform' as const],
		outputs: ['main' as const],
		subtitle: '={{ $parameter.operation }}',
		properties: [],
		...change,
	});
	const resources = (...values: string[]) => ({
		properties: [
			{ name: 'resource', displayName: 'R', type: 'options', default: '', options: values.map((value) => ({ name: value, value })) },
		],
	});
	const AI = 'its codex has the category AI, which is for AI sub-nodes';

	it.each([
		['a node', node({}), {}],
		['a trigger', node({ group: ['trigger'] }), {}],
		[
			'an AI sub-node',
			node({ outputs: ['ai_embedding'], subtitle: undefined }),
			{ categories: ['AI'], subcategories: { AI: ['Embeddings'] } },
		],
		['resources in the singular', node(resources('image', 'address')), {}],
	])('passes %s', (_what, description, codex) => {
		expect(judgeNode(description as never, codex)).toEqual([]);
	});

	it.each([
		[AI, node({}), { categories: ['AI'] }],
		[AI, node({}), { subcategories: { AI: ['Tools'] } }],
		[AI, node({ group: ['trigger'], outputs: ['main'] }), { categories: ['AI'] }],
		['it has no subtitle', node({ subtitle: undefined }), {}],
		['it has no subtitle', node({ subtitle: undefined, group: ['trigger'] }), {}],
		['its resource "images" is in the plural', node(resources('image', 'images')), {}],
	])('says: %s', (problem, description, codex) => {
		expect(judgeNode(description as never, codex)).toEqual([problem]);
	});
});
