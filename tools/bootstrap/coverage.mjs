// npm run coverage:api: which operations use each endpoint and field of the API. With -- --markdown, in Markdown.
import { play } from './play.mjs';

await play('tools/coverage/report.mts');
