// npm run check:spec -- FILE: holds what every operation sends against an OpenAPI document of the API, version 1 or 2.
import { ROOT } from './prepare.mjs';
import { prepared } from './prepared.mjs';
import { runScript } from './tasks.mjs';

await prepared(async ({ node, env }) => await runScript(node, 'tools/spec/check.mts', process.argv.slice(2), { cwd: ROOT, env }));
