/** Waits until this process is told to end. Being told again changes nothing: a terminal and npm both do it. */
export async function untilTold(): Promise<void> {
	await new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
	});
}
