// npm run test:watch: runs tests again whenever what they stand on changes; unit and engine, or levels named after --.
// npm run test:watch -- FILE -t NAME  watches these tests only.
import { ROOT } from './prepare.mjs';
import { prepared } from './prepared.mjs';
import { runScript } from './tasks.mjs';
import { readWords } from './words.mjs';

/** The others take minutes, or need an n8n. */
const LEVELS = ['unit', 'engine', 'contract', 'fuzz', 'lives'];
const DEFAULT = ['unit', 'engine'];

const { named, forVitest } = readWords(process.argv.slice(2), LEVELS);
const projects = (named.length > 0 ? named : DEFAULT).flatMap((level) => ['--project', level]);
const args = ['watch', '--config', 'test/vitest.config.mts', ...projects, '--silent=passed-only', ...forVitest];
await prepared(async ({ node, env }) => await runScript(node, 'node_modules/vitest/vitest.mjs', args, { cwd: ROOT, env }));
