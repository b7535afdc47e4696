// npm run coverage:api: which operations use each endpoint and field of the API. With -- --markdown, in Markdown.
import { runTool } from './runTool.mjs';

await runTool('tools/coverage/report.mts');
