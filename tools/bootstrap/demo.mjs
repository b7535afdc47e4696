// npm run demo: brings what is missing, then shows one image going through a real n8n.
// npm run demo -- --keep  leaves n8n running.
import { NEWEST_N8N, prepareDependencies, prepareN8n, prepareNode, ROOT } from './prepare.mjs';
import { runQuietly, runScript, say } from './tasks.mjs';

try {
	const toolchain = await prepareNode();
	const { node, env } = toolchain;
	await prepareDependencies(toolchain);
	const n8n = await prepareN8n(NEWEST_N8N, toolchain);
	await runQuietly('Building the package', 'npm', ['run', 'build'], { cwd: ROOT, env });
	await runScript(node, 'tools/demo/demo.mts', process.argv.slice(2), {
		cwd: ROOT,
		env: { ...env, DEAPI_TEST_N8N: JSON.stringify(n8n) },
	});
} catch (error) {
	say(`\n${error.message}`);
	process.exitCode = 1;
}
