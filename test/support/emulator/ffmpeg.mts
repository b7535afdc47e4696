import { spawn } from 'node:child_process';
import { access, chmod, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';

let ready: Promise<void> | undefined;

/** npm's scripts, which would make the program executable, may have been switched off. */
async function makeExecutable(): Promise<void> {
	await access(ffmpeg.path, constants.X_OK).catch(async () => await chmod(ffmpeg.path, 0o755));
}

interface Outcome {
	code: number | null;
	/** What it says goes to its standard error. */
	said: string;
}

let freeSlots = availableParallelism();
const waiting: Array<() => void> = [];

/** Fifty jobs at once would be fifty processes. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
	if (freeSlots > 0) freeSlots--;
	else await new Promise<void>((resolve) => waiting.push(resolve));
	try {
		return await work();
	} finally {
		const next = waiting.shift();
		if (next) next();
		else freeSlots++;
	}
}

export async function runFfmpeg(args: string[]): Promise<Outcome> {
	await (ready ??= makeExecutable());
	return await inTurn(async () => await start(args));
}

async function start(args: string[]): Promise<Outcome> {
	return await new Promise((resolve, reject) => {
		const child = spawn(ffmpeg.path, ['-hide_banner', '-nostdin', '-y', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
		let said = '';
		child.stderr.setEncoding('utf8').on('data', (chunk) => (said += chunk));
		child.on('error', reject);
		child.on('close', (code) => resolve({ code, said }));
	});
}

/** Runs some work with files in a folder that is gone afterwards. */
export async function withFiles<T>(contents: Buffer[], work: (paths: string[], folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'deapi-media-'));
	try {
		const paths = contents.map((_, index) => join(folder, `input${index}`));
		await Promise.all(paths.map(async (path, index) => await writeFile(path, contents[index])));
		return await work(paths, folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * Makes a file of other files.
 *
 * @param extension of the result, which tells ffmpeg its format
 * @param argsFor the arguments between the program and the path of the result, with the inputs among them
 */
export async function makeFile(inputs: Buffer[], extension: string, argsFor: (paths: string[]) => string[]): Promise<Buffer> {
	return await withFiles(inputs, async (paths, folder) => {
		const result = join(folder, `result.${extension}`);
		const { code, said } = await runFfmpeg(['-v', 'error', ...argsFor(paths), '-map_metadata', '-1', result]);
		if (code !== 0) throw new Error(`ffmpeg could not make the ${extension} file: ${said.trim().slice(-500)}`);
		return await readFile(result);
	});
}
