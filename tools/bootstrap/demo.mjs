// npm run demo: brings what is missing, then shows one image going through a real n8n.
// npm run demo -- --keep  leaves n8n running.
import { runTool } from './runTool.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await runTool('tools/demo/demo.mts', [NEWEST_N8N]);
