// npm run bench [-- part …]: what the node costs, beside n8n's own nodes. Each part leaves its table in docs/benchmarks.
import { runTool } from './runTool.mjs';
import { NEWEST_N8N } from './prepare.mjs';

/** The soaks take half an hour and ten minutes, and run only when they are asked for. */
const PARTS = ['startup', 'overhead', 'items', 'rivals', 'live', 'memory'];
const SOAKS = ['soak', 'liveSoak'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => ![...PARTS, ...SOAKS].includes(part));
if (unknown.length > 0) {
	console.error(`There is no part ${unknown.join(', ')}; there are ${[...PARTS, ...SOAKS].join(', ')}.`);
	process.exit(1);
}
for (const part of wanted.length > 0 ? wanted : PARTS) await runTool(`tools/bench/${part}.mts`, [NEWEST_N8N], []);
