import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ICredentialType, INodeType, INodeTypeDescription, Themed } from 'n8n-workflow';

import { judgeNode } from './reviewed.mts';
import type { Codex } from './reviewed.mts';

const run = promisify(execFile);

const LARGEST = 150_000;
const KEPT = /^(dist\/.+\.(js|json|svg|png)|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
const UNWANTED = /(^|[/.])tests?[/.]/i;
/** What n8n has in reach of a community package, and ours asks for. */
const GIVEN = ['n8n-workflow', 'form-data'];
/** npm runs these by itself, on the machines of those who install the package or on ours. */
const LIFECYCLE = /^((pre|post)?(install|pack|prepare|publish|uninstall|version)|prepublishOnly|dependencies)$/;
/** Anything in these would be installed with the package, or change what is. */
const INSTALLING = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies', 'overrides', 'resolutions'];

interface Manifest {
	name: string;
	scripts?: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
	peerDependencies?: Record<string, string>;
}

export interface Tarball {
	file: string;
	/** Where it is unpacked, as n8n would: in a `node_modules` that has nothing else but what n8n gives. */
	folder: string;
	bytes: number;
	/** Its files, relative to `folder`. */
	entries: string[];
}

export async function packTarball(root: string, folder: string): Promise<Tarball> {
	const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
	const [{ filename }] = JSON.parse(stdout) as Array<{ filename: string }>;
	const file = join(folder, filename);

	const modules = join(folder, 'node_modules');
	const unpacked = join(modules, 'unpacked');
	await mkdir(unpacked, { recursive: true });
	await run('tar', ['-xzf', file, '-C', unpacked, '--strip-components=1']);
	for (const name of GIVEN) await symlink(join(root, 'node_modules', name), join(modules, name));

	const found = await readdir(unpacked, { recursive: true, withFileTypes: true });
	const entries = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(unpacked.length + 1));
	return { file, folder: unpacked, bytes: (await stat(file)).size, entries };
}

/** What is wrong with the tarball, in sentences. */
export function judgeTarball(tarball: Tarball): string[] {
	const manifest = readJson(join(tarball.folder, 'package.json')) as Manifest;
	return [...judgeContent(tarball), ...judgeManifest(manifest), ...judgeClasses(tarball.folder, manifest)];
}

function judgeContent({ bytes, entries }: Tarball): string[] {
	const unwanted = entries.filter((entry) => !KEPT.test(entry) || UNWANTED.test(entry));
	const missing = ['README.md', 'LICENSE', 'CHANGELOG.md'].filter((entry) => !entries.includes(entry));
	return [
		...unwanted.map((entry) => `${entry} does not belong into the package`),
		...missing.map((entry) => `${entry} is missing`),
		...(bytes < LARGEST ? [] : [`It has ${bytes} bytes packed, and ${LARGEST} is the limit`]),
	];
}

function judgeManifest(manifest: Manifest): string[] {
	const given = manifest as unknown as Record<string, unknown>;
	const installing = INSTALLING.filter((field) => Object.keys(given[field] ?? {}).length > 0);
	const lifecycle = Object.keys(manifest.scripts ?? {}).filter((script) => LIFECYCLE.test(script));
	const peers = Object.keys(manifest.peerDependencies ?? {}).filter((name) => name !== 'n8n-workflow');
	return [
		...installing.map((field) => `package.json has "${field}": the package must bring nothing`),
		...lifecycle.map((script) => `package.json has the lifecycle script "${script}"`),
		...peers.map((name) => `package.json asks for the peer ${name}: only n8n-workflow is there for sure`),
	];
}

/** Loads every class that package.json lists, and looks for the files that each names. */
function judgeClasses(folder: string, { name, n8n }: Manifest): string[] {
	// From within the package: what is not in it, or given by n8n, is out of reach.
	const load = createRequire(join(folder, 'package.json'));
	const judge = (file: string, judgeClass: (instance: unknown) => string[]): string[] => {
		try {
			const className = file.replace(/^.*\/([^/.]+)\..*$/, '$1');
			const Class = (load(`./${file}`) as Record<string, new () => unknown>)[className];
			if (Class === undefined) return [`${file} exports no class ${className}`];
			return judgeClass(new Class()).map((problem) => `${file}: ${problem}`);
		} catch (error) {
			return [`${file} does not load: ${(error as Error).message.split('\n')[0]}`];
		}
	};
	const { nodes, credentials } = n8n;
	return [
		...(nodes.length > 0 ? [] : ['package.json lists no node']),
		...credentials.flatMap((file) => judge(file, (credential) => missingIcons(folder, file, (credential as ICredentialType).icon))),
		...nodes.flatMap((file) =>
			judge(file, (node) => {
				const { description } = node as INodeType;
				return [
					...missingIcons(folder, file, description.icon),
					...judgeCodex(join(folder, file.replace(/\.js$/, '.json')), name, description),
					...missingSchemas(join(folder, dirname(file), '__schema__'), description),
				];
			}),
		),
	];
}

function missingIcons(folder: string, file: string, icon: Themed<string> | undefined): string[] {
	const icons = typeof icon === 'string' ? [icon] : Object.values(icon ?? {});
	if (icons.length === 0) return ['it names no icon'];
	const isThere = (name: string) => name.startsWith('file:') && existsSync(join(folder, dirname(file), name.slice('file:'.length)));
	return icons.filter((name) => !isThere(name)).map((name) => `its icon ${name} is missing`);
}

/** n8n drops a codex without `resources`, and one for a node of another name. */
function judgeCodex(file: string, packageName: string, description: INodeTypeDescription): string[] {
	if (!existsSync(file)) return ['its codex is missing'];
	const name = `${packageName}.${description.name}`;
	const codex = readJson(file) as Codex;
	return [
		...(codex.resources ? [] : ['its codex has no "resources"']),
		...(codex.node === name ? [] : [`its codex is for ${codex.node}, not for ${name}`]),
		...judgeNode(description, codex),
	];
}

/** An output schema for every operation that the editor lists. A node without operations needs none. */
function missingSchemas(folder: string, { properties, version }: INodeTypeDescription): string[] {
	const newest = Math.max(...[version].flat());
	const listed = properties.flatMap(({ name, options = [], displayOptions }) => {
		if (name !== 'operation') return [];
		const resources = (displayOptions?.show?.resource ?? []) as string[];
		const operations = options.flatMap((option) => ('value' in option ? [String(option.value)] : []));
		return resources.flatMap((resource) => operations.map((operation) => join(`v${newest}.0.0`, resource, `${operation}.json`)));
	});
	return listed.filter((schema) => !existsSync(join(folder, schema))).map((schema) => `its output schema ${schema} is missing`);
}

function readJson(file: string): unknown {
	return JSON.parse(readFileSync(file, 'utf8'));
}
