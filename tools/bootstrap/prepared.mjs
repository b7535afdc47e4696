import { prepareDependencies, prepareNode } from './prepare.mjs';
import { say } from './tasks.mjs';

/** Does something once Node.js 24 and the dependencies are there, and says in a line what went wrong. */
export async function prepared(work) {
	try {
		const toolchain = await prepareNode();
		await prepareDependencies(toolchain);
		await work(toolchain);
	} catch (error) {
		say(`\n${error.message}`);
		process.exitCode = 1;
	}
}
