// npm run emulator: the emulated deAPI alone, for an n8n on this machine. With -- --port <port>, there.
import { ROOT } from './prepare.mjs';
import { prepared } from './prepared.mjs';
import { runScript } from './tasks.mjs';

await prepared(async ({ node, env }) => {
	await runScript(node, 'tools/emulator/emulator.mts', process.argv.slice(2), { cwd: ROOT, env });
});
