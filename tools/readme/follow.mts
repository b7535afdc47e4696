import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { makeCertificate } from '../../test/support/emulator/certificate.mts';
import { N8n, PUBLIC_HOST } from '../../test/support/harness/n8n.mts';
import type { InstalledN8n } from '../../test/support/harness/n8n.mts';
import { ROOT } from '../../test/support/harness/testBed.mts';
import { commandsIn } from './commands.mts';

/** What a command says that only ends when it is told to. */
const ENDLESS = /Press Ctrl\+C to stop/;

// Words after -- choose commands; what leads to the folder of the package is always typed.
const wanted = process.argv.slice(2);
const isWanted = (command: string) => wanted.length === 0 || wanted.some((word) => command.includes(word));

const { repository } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { repository: { url: string } };
const { blocks, mentioned } = commandsIn(await readFile(join(ROOT, 'README.md'), 'utf8'));
const folder = await mkdtemp(join(tmpdir(), 'deapi-readme-'));
const home = join(folder, 'home');
const log = createWriteStream(join(folder, 'output.log'));
const failed: string[] = [];
await mkdir(home);

try {
	console.log(`following the README in an empty folder; the output is in ${join(folder, 'output.log')}`);
	const [first, ...others] = blocks;
	const place = await follow(
		first.filter((command) => /^(git clone|cd) /.test(command) || isWanted(command)),
		folder,
	);
	for (const block of others) await follow(block.filter(isWanted), place);
	for (const command of mentioned.filter(isWanted)) await follow([command], place);
	if (isWanted('npm install')) await seeInstalled();
} finally {
	log.end();
}
if (failed.length > 0) {
	console.log(`\nfailed: ${failed.join(', ')}`);
	process.exitCode = 1;
} else {
	await rm(folder, { recursive: true, force: true });
	console.log('\nevery command of the README did what it says');
}

/** Types commands into one shell. Returns where they leave it. */
async function follow(commands: string[], place: string): Promise<string> {
	const script = commands.map((command) => `${command}\npwd >&3`).join('\n');
	const shell = spawn('bash', ['-eo', 'pipefail', '-c', script], {
		cwd: place,
		env: environment(),
		stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
		detached: true,
	});
	let startedAt = performance.now();
	let said = '';
	const left = [...commands];
	const report = (result: string) => {
		console.log(`${result} ${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${left[0]}`);
		startedAt = performance.now();
	};
	shell.stdio[3]!.on('data', (chunk) => {
		for (const line of String(chunk).trim().split('\n')) {
			report('ok    ');
			left.shift();
			place = line;
		}
	});
	for (const stream of [shell.stdout!, shell.stderr!]) {
		stream.on('data', (chunk: Buffer) => {
			log.write(chunk);
			said = (said + String(chunk)).slice(-2_000);
			// To all of its processes, as a terminal does.
			if (ENDLESS.test(said)) process.kill(-shell.pid!, 'SIGINT');
		});
	}
	await new Promise((resolve) => shell.on('close', resolve));
	if (left.length > 0 && ENDLESS.test(said)) report('ended ');
	else if (left.length > 0) {
		report('FAILED');
		console.log(said);
		failed.push(...left);
	}
	return place;
}

/** A home of its own, with the caches of this machine; the address of the repository stands for this checkout. */
function environment(): NodeJS.ProcessEnv {
	const { HOME, XDG_CACHE_HOME, ...env } = process.env;
	return {
		...env,
		HOME: home,
		XDG_CACHE_HOME: XDG_CACHE_HOME ?? join(homedir(), '.cache'),
		npm_config_cache: env.npm_config_cache ?? join(homedir(), '.npm'),
		npm_config_userconfig: env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
		GIT_CONFIG_COUNT: '1',
		GIT_CONFIG_KEY_0: `url.${ROOT}.insteadOf`,
		GIT_CONFIG_VALUE_0: repository.url.replace(/^git\+/, ''),
	};
}

/** What the section "Install" has put into the home is loaded by a real n8n. */
async function seeInstalled(): Promise<void> {
	const installed = JSON.parse(process.env.DEAPI_TEST_N8N ?? '{}') as InstalledN8n;
	const certificate = await makeCertificate(folder, ['localhost', PUBLIC_HOST]);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);
	// The tests of the package have made this home n8n's, with a key of its own.
	const settings = await readFile(join(home, '.n8n/config'), 'utf8').catch(() => '{}');
	const { encryptionKey = 'only-for-tests' } = JSON.parse(settings) as { encryptionKey?: string };
	const n8n = await N8n.start({ ...installed, folder: home, certificate, env: { N8N_ENCRYPTION_KEY: encryptionKey } });
	const types = await n8n.get<Array<{ name: string }>>('/types/nodes.json');
	await n8n.stop();
	for (const name of ['n8n-nodes-deapi.deapi', 'n8n-nodes-deapi.deapiTrigger', 'n8n-nodes-deapi.embeddingsDeapi']) {
		const isThere = types.some((type) => type.name === name);
		console.log(`${isThere ? 'ok    ' : 'FAILED'}          n8n ${n8n.version} has loaded ${name}`);
		if (!isThere) failed.push(name);
	}
}
