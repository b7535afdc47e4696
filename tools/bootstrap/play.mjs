import { prepareDependencies, prepareN8n, prepareNode, ROOT } from './prepare.mjs';
import { runQuietly, runScript, say } from './tasks.mjs';

/**
 * Brings what is missing, builds the package, then runs a script of ours: once on each n8n, or without one.
 *
 * @param args what the script is told, by default what the command line says
 */
export async function play(script, versions = [], args = process.argv.slice(2)) {
	try {
		const toolchain = await prepareNode();
		const { node, env } = toolchain;
		await prepareDependencies(toolchain);
		await runQuietly('Building the package', 'npm', ['run', 'build'], { cwd: ROOT, env });
		const playWith = async (more) => await runScript(node, script, args, { cwd: ROOT, env: { ...env, ...more } });
		if (versions.length === 0) await playWith({});
		for (const version of versions) await playWith({ DEAPI_TEST_N8N: JSON.stringify(await prepareN8n(version, toolchain)) });
	} catch (error) {
		say(`\n${error.message}`);
		process.exitCode = 1;
	}
}
