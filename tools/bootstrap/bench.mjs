// npm run bench [-- part …]: what the node costs, beside n8n's own nodes. Each part leaves its table in docs/benchmarks.
import { runTool } from './runTool.mjs';
import { NEWEST_N8N } from './prepare.mjs';

/** The soak takes half an hour, and runs only when it is asked for. */
const PARTS = ['startup', 'overhead', 'items', 'rivals', 'memory'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => ![...PARTS, 'soak'].includes(part));
if (unknown.length > 0) {
	console.error(`There is no part ${unknown.join(', ')}; there are ${PARTS.join(', ')} and soak.`);
	process.exit(1);
}
for (const part of wanted.length > 0 ? wanted : PARTS) await runTool(`tools/bench/${part}.mts`, [NEWEST_N8N], []);
