// npm run test:faults: the fault table, on the newest and the oldest n8n. Words after -- choose rows by name.
import { NEWEST_N8N, OLDEST_N8N, prepareDependencies, prepareN8n, prepareNode, ROOT } from './prepare.mjs';
import { run, runQuietly, say } from './tasks.mjs';

const toolchain = await prepareNode();
const { node, env } = toolchain;
try {
	await prepareDependencies(toolchain);
	await runQuietly('Building the package', 'npm', ['run', 'build'], { cwd: ROOT, env });
	for (const version of [NEWEST_N8N, OLDEST_N8N]) {
		const n8n = await prepareN8n(version, toolchain);
		await run(node, ['test/faults/faults.mts', ...process.argv.slice(2)], {
			cwd: ROOT,
			env: { ...env, DEAPI_TEST_N8N: JSON.stringify(n8n) },
		});
	}
} catch (error) {
	say(`\n${error.message}`);
	process.exitCode = 1;
}
