// npm run test:readme: follows the README literally, in an empty folder. Words after -- choose commands.
import { play } from './play.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await play('tools/readme/follow.mts', [NEWEST_N8N]);
