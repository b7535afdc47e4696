// npm run bench: how fast the trigger answers, beside n8n's own Webhook node, and what large files cost in memory.
import { play } from './play.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await play('test/bench/answers.mts', [NEWEST_N8N]);
await play('test/bench/memory.mts', [NEWEST_N8N]);
