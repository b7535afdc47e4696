import { prepareN8n, ROOT } from './prepare.mjs';
import { prepared } from './prepared.mjs';
import { runQuietly, runScript } from './tasks.mjs';

/**
 * Brings what is missing, builds the package, then runs a script of ours: once on each n8n, or without one.
 *
 * @param args what the script is told, by default what the command line says
 */
export async function runTool(script, versions = [], args = process.argv.slice(2)) {
	await prepared(async (toolchain) => {
		const { node, env } = toolchain;
		await runQuietly('Building the package', 'npm', ['run', 'build'], { cwd: ROOT, env });
		const runWith = async (more) => await runScript(node, script, args, { cwd: ROOT, env: { ...env, ...more } });
		if (versions.length === 0) await runWith({});
		for (const version of versions) await runWith({ DEAPI_TEST_N8N: JSON.stringify(await prepareN8n(version, toolchain)) });
	});
}
