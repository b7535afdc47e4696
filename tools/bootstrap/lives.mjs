// npm run test:lives: random lives of the node, 20,000 on the engine of the newest n8n and 5,000 on that of the oldest.
// npm run test:lives -- --seed=N --path P  plays one again, as a failure says it. --n8n VERSION: on this one only;
// --runs N: so many.
import { parseArgs } from 'node:util';

import { NEWEST_N8N, OLDEST_N8N, prepareN8n, ROOT } from './prepare.mjs';
import { prepared } from './prepared.mjs';
import { runScript, say } from './tasks.mjs';

const RUNS = { [NEWEST_N8N]: 20_000, [OLDEST_N8N]: 5_000 };

await prepared(async (toolchain) => {
	const { node, env } = toolchain;
	const text = { type: 'string' };
	const { seed, path, runs, n8n } = parseArgs({ options: { seed: text, path: text, runs: text, n8n: text } }).values;
	for (const version of n8n ? [n8n] : [NEWEST_N8N, OLDEST_N8N]) {
		say(`\n── n8n ${version} ──`);
		const lives = { n8n: version, runs: Number(runs ?? RUNS[version]), ...(seed && { seed: Number(seed) }), path };
		// The newest one's engine is among the development dependencies.
		const engine = version === NEWEST_N8N ? {} : { DEAPI_TEST_N8N: JSON.stringify(await prepareN8n(version, toolchain)) };
		await runScript(node, 'node_modules/vitest/vitest.mjs', ['run', '--config', 'test/vitest.config.mts', '--project', 'lives'], {
			cwd: ROOT,
			env: { ...env, DEAPI_TEST_N8N: undefined, ...engine, DEAPI_LIVES: JSON.stringify(lives) },
		});
	}
});
