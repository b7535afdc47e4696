import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gulp from 'gulp';

import type { InstalledN8n } from '../../test/support/harness/n8n.mts';
import { API_KEY, openTestBed, packTarball, ROOT, WEBHOOK_SECRET } from '../../test/support/harness/testBed.mts';
import { sayRequest } from '../emulator/sayRequest.mts';
import { untilTold } from '../untilTold.mts';
import { compileOnChange } from './compile.mts';
import { deliver } from './deliver.mts';

const inspect = process.argv.slice(2).filter((word) => word.startsWith('--inspect'));
const installed = JSON.parse(process.env.DEAPI_TEST_N8N ?? 'null') as InstalledN8n | null;
if (!installed) throw new Error('Start this with "npm run dev".');

console.log(`starting n8n ${installed.version} and the deAPI emulator …`);
const packed = await mkdtemp(join(tmpdir(), 'deapi-pack-'));
const tarball = await packTarball(packed);
const n8nEnv = { N8N_DEV_RELOAD: 'true', N8N_LOG_LEVEL: 'debug', ...(inspect.length > 0 && { NODE_OPTIONS: inspect.join(' ') }) };
const testBed = await openTestBed({ n8n: installed, tarball, n8nEnv, emulator: { onRequest: sayRequest } });
const { n8n, emulator } = testBed;
const told = untilTold();
emulator.jobs.duration = 3_000;

console.log(`
n8n               ${n8n.url}
  E-mail          ${n8n.owner.email}
  Password        ${n8n.owner.password}
Its log           ${n8n.logFile}${inspect.length > 0 ? '\nIts debugger      port 9229, or the one that you named' : ''}
Credential        deAPI, for the emulated deAPI
  API Key         ${API_KEY}
  Webhook Secret  ${WEBHOOK_SECRET}
  Client ID       ${emulator.clientId}
  Base URL        ${emulator.url}

The certificate is made for this run, so your browser will ask. Whenever you change something in credentials,
icons or nodes, it is built, and n8n loads it. Press Ctrl+C to stop.
`);

let delivered = Promise.resolve();
const deliverNext = async () => {
	delivered = delivered
		.then(async () => await deliver(testBed.folder))
		.then(
			() => say('built, and loaded by n8n'),
			(error: Error) => say(`not built: ${error.message}`),
		);
	await delivered;
};
const compiler = compileOnChange(() => void deliverNext());
const watcher = gulp.watch(['icons/**', 'nodes/**/*.json'], { cwd: ROOT }, deliverNext);

await told;
compiler.close();
await Promise.all([watcher.close(), testBed.close()]);
await rm(packed, { recursive: true, force: true });

function say(text: string): void {
	console.log(`${new Date().toLocaleTimeString('en-GB')}  ${text}`);
}
