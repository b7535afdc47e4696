import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { buildScanConfig, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import type { ESLint as ESLintClass, Linter } from 'eslint';

/** What n8n's community scanner reads of the repository, and of the published tarball. */
export const TREE = SOURCE_FILE_PATTERNS;
export const TARBALL = ['**/*.js', 'package.json'];

export interface Finding {
	file: string;
	line: number;
	severity: 'error' | 'warning';
	rule: string;
	message: string;
}

export interface Scan {
	files: number;
	findings: Finding[];
}

/** Each of these breaks a rule, of every kind that the scanner has. */
const PLANTED = {
	'no-console': `console.log('here');`,
	'@n8n/community-nodes/no-restricted-globals': `export const key = process.env.KEY;`,
	'@n8n/community-nodes/no-restricted-imports': `import 'fs';`,
	'n8n-nodes-base/node-param-display-name-miscased': `export const field = { displayName: 'wrong casing', name: 'field', type: 'string', default: '' };`,
	'no-restricted-syntax': `export const error = new NodeApiError(node, {}, { message: 'Which item?' });`,
};

/** Refused by reviewers, not by the scanner: an error that does not say which item it is of. A trigger has no items. */
const ITEM_INDEX = {
	files: ['**/nodes/**/*.ts'],
	ignores: ['**/nodes/*Trigger/**'],
	rules: {
		'no-restricted-syntax': [
			'error',
			{
				selector: 'NewExpression[callee.name=/^Node(Api|Operation)Error$/]:not(:has(Property[key.name="itemIndex"]))',
				message: 'Say which item it is, by itemIndex.',
			},
		],
	},
} satisfies Linter.Config;

// Its own ESLint: rules and parser must be those that the scanner would load.
const { ESLint } = createRequire(import.meta.resolve('@n8n/scan-community-package/scanner/scanner.mjs'))(
	'eslint',
) as typeof import('eslint');

/**
 * Lints files as the scanner does, with comments that switch rules off ignored. The scanner itself passes what
 * has warnings only, and does not show them.
 */
export async function scan(folder: string, patterns: string[]): Promise<Scan> {
	const files = globSync(patterns, { cwd: folder, exclude: ['**/node_modules/**'] });
	if (files.length === 0) throw new Error(`There is nothing to scan in ${folder}`);
	const linter = await linterOf(folder);
	const results = await linter.lintFiles(files);
	return { files: results.length, findings: findingsOf(results, folder) };
}

/**
 * How many planted faults the scanner finds, and of how many. Where rules and parser do not fit each other, it
 * would find nothing, and call everything clean.
 */
export async function findPlanted(folder: string): Promise<{ found: number; of: number }> {
	const linter = await linterOf(folder);
	const code = Object.values(PLANTED).map((line) => `${line} // eslint-disable-line`);
	const results = await linter.lintText(code.join('\n'), { filePath: join(folder, 'nodes/Planted/Planted.node.ts') });
	const rules = new Set(findingsOf(results, folder).map(({ rule }) => rule));
	const planted = Object.keys(PLANTED);
	return { found: planted.filter((rule) => rules.has(rule)).length, of: planted.length };
}

async function linterOf(folder: string): Promise<ESLintClass> {
	const overrideConfig = [...(await buildScanConfig()), ITEM_INDEX];
	return new ESLint({ cwd: folder, allowInlineConfig: false, overrideConfigFile: true, overrideConfig });
}

function findingsOf(results: ESLintClass.LintResult[], folder: string): Finding[] {
	return results.flatMap(({ filePath, messages }) =>
		messages.map(({ line, severity, ruleId, message }) => ({
			file: relative(folder, filePath),
			line,
			severity: severity === 2 ? 'error' : 'warning',
			rule: ruleId ?? 'parser',
			message,
		})),
	);
}
