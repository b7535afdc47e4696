import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a packed tarball where n8n's installer for community packages puts one, in the same way: unpack,
 * drop the development fields, install what it depends on, and note it in the folder's package.json.
 */
export async function installCommunityPackage(folder: string, tarball: string, runCommand: RunCommand): Promise<void> {
	const nodes = join(folder, '.n8n/nodes');
	const target = join(nodes, 'node_modules/n8n-nodes-deapi');
	await mkdir(target, { recursive: true });
	await runCommand('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
	const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Record<string, unknown>;
	for (const field of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete manifest[field];
	await writeFile(join(target, 'package.json'), JSON.stringify(manifest, null, 2));
	const flags = [
		'--audit=false',
		'--fund=false',
		'--bin-links=false',
		'--install-strategy=shallow',
		'--ignore-scripts=true',
		'--package-lock=false',
	];
	await runCommand('npm', ['install', ...flags], { cwd: target });
	const dependencies = { 'n8n-nodes-deapi': manifest.version };
	await writeFile(join(nodes, 'package.json'), JSON.stringify({ name: 'installed-nodes', private: true, dependencies }, null, 2));
}

type RunCommand = (command: string, args: string[], options?: { cwd?: string }) => Promise<unknown>;
