// npm run coverage:api: brings what is missing, then says which operations use each endpoint and field of the API.
// npm run coverage:api -- --markdown  says so in Markdown.
import { prepareDependencies, prepareNode, ROOT } from './prepare.mjs';
import { run, runQuietly, say } from './tasks.mjs';

try {
	const toolchain = await prepareNode();
	const { node, env } = toolchain;
	await prepareDependencies(toolchain);
	await runQuietly('Building the package', 'npm', ['run', 'build'], { cwd: ROOT, env });
	await run(node, ['test/coverage/report.mts', ...process.argv.slice(2)], { cwd: ROOT, env });
} catch (error) {
	say(`\n${error.message}`);
	process.exitCode = 1;
}
