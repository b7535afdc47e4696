import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A file of the repository. */
export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The files of a folder. */
export const inFolder = (folder: string): string[] => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);

/** Every file of the repository: what git tracks, or would. */
export function repositoryFiles(): string[] {
	const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
		cwd: ROOT,
		encoding: 'utf8',
	});
	// What is deleted, and not committed yet, is still listed.
	return listed.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

/** Those of them that are texts, with what they say. */
export function repositoryTexts(): Map<string, string> {
	const contents = repositoryFiles().map((file) => [file, read(file)] as const);
	return new Map(contents.filter(([, text]) => !text.includes('\0')));
}
