// npm run test:queue: the fault table in n8n's queue mode, on Redis and PostgreSQL. Words after -- choose rows by name.
import { play } from './play.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await play('test/queue/queue.mts', [NEWEST_N8N]);
