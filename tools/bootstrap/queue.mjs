// npm run test:queue: the fault table in n8n's queue mode, on Redis and PostgreSQL. Words after -- choose rows by name.
import { runTool } from './runTool.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await runTool('test/queue/queue.mts', [NEWEST_N8N]);
