/** What n8n's reviewers have refused packages for, and neither its linter nor its scanner finds. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { parse } from 'yaml';

import { isListed } from './unlistedNodes.mjs';

export interface Codex {
	node?: string;
	categories?: string[];
	subcategories?: Record<string, string[]>;
	resources?: unknown;
}

interface Manifest {
	license?: string;
	repository?: { url?: string };
	peerDependencies?: Record<string, string>;
	n8n: { nodes: string[]; n8nNodesApiVersion?: number; strict?: boolean };
}

interface Workflow {
	jobs: Record<string, { permissions?: Record<string, string>; steps?: Array<{ run?: string }> }>;
}

/** What is wrong with the repository, in sentences. */
export function judgeRepository(root: string): string[] {
	const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
	return [...strayNodes(root, manifest), ...judgeListing(manifest), ...judgeProvenance(root, manifest)];
}

/** What is wrong with what n8n shows of a node, in sentences. */
export function judgeNode(description: Partial<INodeTypeDescription>, codex: Codex): string[] {
	const { group = [], outputs = [], properties = [], subtitle } = description;
	const isSubNode = !group.includes('trigger') && Array.isArray(outputs) && !outputs.includes('main');
	const isOfAi = (codex.categories ?? []).includes('AI') || codex.subcategories?.AI !== undefined;
	const resources = properties.filter(({ name }) => name === 'resource').flatMap(({ options = [] }) => options);
	const plural = resources.flatMap((option) => ('value' in option && /[^s]s$/.test(String(option.value)) ? [option.value] : []));
	return [
		...(isOfAi && !isSubNode ? ['its codex has the category AI, which is for AI sub-nodes'] : []),
		...(subtitle || isSubNode ? [] : ['it has no subtitle']),
		...plural.map((value) => `its resource "${value}" is in the plural`),
	];
}

function strayNodes(root: string, { n8n }: Manifest): string[] {
	const found = globSync('**/*.node.{js,ts}', { cwd: root, exclude: ['**/node_modules/**', 'dist/**'] });
	return found.filter((file) => !isListed(n8n, file)).map((file) => `${file} is a node that package.json does not list`);
}

function judgeListing({ license, peerDependencies, n8n }: Manifest): string[] {
	return [
		...(license === 'MIT' ? [] : ['package.json: the license is not MIT']),
		...(peerDependencies?.['n8n-workflow'] === '*' ? [] : ['package.json: the peer n8n-workflow is not "*"']),
		// n8n 2 refuses a higher one, and n8n 3 takes this.
		...(n8n.n8nNodesApiVersion === 1 ? [] : ['package.json: n8nNodesApiVersion is not 1']),
		...(n8n.strict === true ? [] : ['package.json: n8n.strict is not true']),
	];
}

/** npm shows from which commit and workflow a package comes only if it is published so. */
function judgeProvenance(root: string, { repository }: Manifest): string[] {
	const { jobs } = parse(readFileSync(join(root, '.github/workflows/publish.yml'), 'utf8')) as Workflow;
	const publishing = Object.values(jobs).filter(({ steps = [] }) => steps.some(({ run }) => run?.includes('npm publish')));
	const proves = ({ permissions, steps = [] }: Workflow['jobs'][string]) =>
		permissions?.['id-token'] === 'write' && steps.every(({ run = '' }) => !run.includes('npm publish') || run.includes('--provenance'));
	return [
		...(publishing.length > 0 && publishing.every(proves) ? [] : ['publish.yml does not publish with provenance']),
		...(/^git\+https:\/\/github\.com\/.+\.git$/.test(repository?.url ?? '')
			? []
			: ['package.json: the repository is no address of GitHub, which provenance compares']),
	];
}
