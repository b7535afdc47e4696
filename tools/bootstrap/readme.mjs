// npm run test:readme: types the commands of all documents, in an empty folder. Words after -- choose commands.
import { runTool } from './runTool.mjs';
import { NEWEST_N8N } from './prepare.mjs';

await runTool('tools/readme/follow.mts', [NEWEST_N8N]);
