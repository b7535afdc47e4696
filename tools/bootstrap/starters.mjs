import { execFileSync } from 'node:child_process';

/** The processes that this one ends with: npm, and the shell that npm may have left between them. */
export function starters() {
	if (process.env.npm_lifecycle_event === undefined) return [];
	const parent = process.ppid;
	try {
		const [pid, command] = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(parent)], { encoding: 'utf8', stdio: 'pipe' })
			.trim()
			.split(/\s+/);
		return /sh$/.test(command) ? [parent, Number(pid)] : [parent];
	} catch {
		return [parent];
	}
}

export function isAlive(pid) {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
