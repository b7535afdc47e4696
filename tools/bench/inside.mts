import connect from 'chrome-remote-interface';

export interface Inside {
	/** Of live objects, after garbage collection, in MiB. */
	heap: number;
	/** Sockets, servers, timers and the like that keep a process busy. */
	handles: number;
}

/** Looks into a Node.js process through its inspector. */
export async function openInside(port: number): Promise<{ look: () => Promise<Inside>; close: () => Promise<void> }> {
	const client = await connect({ port });
	const number = async (expression: string) => {
		const { result } = await client.Runtime.evaluate({ expression, returnByValue: true });
		return Number(result.value);
	};
	const look = async () => {
		await client.HeapProfiler.collectGarbage();
		return {
			heap: (await number('process.memoryUsage().heapUsed')) / 2 ** 20,
			handles: await number('process.getActiveResourcesInfo().length'),
		};
	};
	// A process does not end before its inspector is left alone.
	return { look, close: async () => await client.close() };
}
