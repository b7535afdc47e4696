// npm run dev: a real n8n with the working tree in it, which is built and loaded again on every change.
// npm run dev -- --inspect  lets a debugger attach to n8n.
import { runTool } from './runTool.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await runTool('tools/dev/dev.mts', [NEWEST_N8N]);
