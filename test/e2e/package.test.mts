import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const run = promisify(execFile);
const KEPT = /^package\/(dist\/.+|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
let folder: string;
let files: string[];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'deapi-unpacked-'));
	const { stdout } = await run('tar', ['-xzvf', inject('tarball'), '-C', folder]);
	files = stdout.trim().split('\n');
});

afterAll(async () => await rm(folder, { recursive: true }));

describe('the tarball', () => {
	it('holds the build, the documents and nothing else', () => {
		expect(files.filter((file) => !KEPT.test(file))).toEqual([]);
		for (const needed of ['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/nodes/Deapi/Deapi.node.json', 'dist/icons/deapi.dark.svg']) {
			expect(files).toContain(`package/${needed}`);
		}
		expect(files.filter((file) => /\.(ts|map|mts)$|test/.test(file))).toEqual([]);
	});

	it('loads where nothing but n8n’s modules are in reach', async () => {
		const { script } = inject('n8n');
		const modules = join(dirname(script), '../..');
		const code = `
			const { Deapi } = require('./dist/nodes/Deapi/Deapi.node.js');
			const { DeApi } = require('./dist/credentials/DeApi.credentials.js');
			console.log(new Deapi().description.name, new DeApi().name);`;
		const { stdout } = await run(process.execPath, ['-e', code], {
			cwd: join(folder, 'package'),
			env: { ...process.env, NODE_PATH: `${modules}:${join(modules, 'n8n/node_modules')}` },
		});
		expect(stdout.trim()).toBe('deapi deApi');
	});
});
