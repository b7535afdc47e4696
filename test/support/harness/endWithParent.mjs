// Preloaded into a process that has a channel to the one that started it: ends it when that one is gone, whatever
// way it ended. Nothing but the system closes the channel.
import { isMainThread } from 'node:worker_threads';

const GRACE = 10_000;

function end() {
	// What reads its output may be gone as well, which is no reason to fail in ending.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
	process.kill(process.pid, 'SIGTERM');
	setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE).unref();
}

// Threads preload this too, and have no channel.
if (isMainThread) {
	if (process.connected === false) end();
	process.once('disconnect', end);
	process.channel?.unref();
}
