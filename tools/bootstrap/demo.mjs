// npm run demo: brings what is missing, then shows one image going through a real n8n.
// npm run demo -- --keep  leaves n8n running.
import { play } from './play.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await play('tools/demo/demo.mts', [NEWEST_N8N]);
