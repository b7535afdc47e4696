import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { isAlive, starters } from './starters.mjs';

const CHECK_INTERVAL = 500;

const children = new Set();
let endedBy;

/** Starts a process that is told of every signal that this one gets: a terminal tells both, `kill` only one. */
export function spawnChild(command, args, options) {
	if (endedBy) throw new Error(`Ended by ${endedBy}`);
	const child = spawn(command, args, options);
	children.add(child);
	child.on('error', () => children.delete(child));
	child.on('close', () => children.delete(child));
	return child;
}

function end(signal) {
	endedBy = signal;
	if (children.size === 0) process.exit(128 + constants.signals[signal]);
	for (const child of children) child.kill(signal);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal));

// npm passes signals on, but not the one that it cannot see, and a shell in between passes on none.
const startedBy = starters();
const check = setInterval(() => {
	if (startedBy.every(isAlive)) return;
	clearInterval(check);
	end('SIGTERM');
}, CHECK_INTERVAL).unref();
