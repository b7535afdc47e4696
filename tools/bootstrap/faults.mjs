// npm run test:faults: the fault table, on the newest and the oldest n8n. Words after -- choose rows by name.
import { runTool } from './runTool.mjs';
import { NEWEST_N8N, OLDEST_N8N } from './prepare.mjs';

await runTool('test/faults/faults.mts', [NEWEST_N8N, OLDEST_N8N]);
