/** The script behind `npm run test:readme`. */
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
import { putToSleep } from './asleep.mts';
import type { Sleeper } from './asleep.mts';
import { ENDLESS, FAILS, SHOWN } from './known.mts';
import { isOfTheSleeper, LEADING, pages, planOf } from './plan.mts';
import type { Command } from './plan.mts';

// Words after -- choose commands; what they stand on is always typed.
const wanted = process.argv.slice(2);
const isNamed = ({ written }: Command) => wanted.some((word) => written.includes(word));
const isWanted = (command: Command) => (wanted.length === 0 ? command.onlyWhenNamed === undefined : isNamed(command));

const installed = JSON.parse(process.env.DEAPI_TEST_N8N ?? '{}') as InstalledN8n;
const { repository } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { repository: { url: string } };
const folder = await mkdtemp(join(tmpdir(), 'deapi-readme-'));
const home = join(folder, 'home');
const log = createWriteStream(join(folder, 'output.log'));
const failed: string[] = [];
let sleeper: Sleeper | undefined;
await mkdir(home);

const { steps, leftOut } = planOf(pages());
const named = steps.flatMap(({ page, commands }) =>
	commands.flatMap(({ written, onlyWhenNamed: reason }) => (reason === undefined ? [] : [{ page, written, reason }])),
);
const notFollowed = wanted.length === 0 ? [...named, ...leftOut] : [];
try {
	console.log(`following the documents in an empty folder; the output is in ${join(folder, 'output.log')}`);
	const [first] = steps;
	// Where the package is: a page that has it cloned anew is followed in a folder of its own.
	let place = folder;
	for (const step of steps) {
		const chosen = step.commands.filter((command) => !LEADING.test(command.typed) && isWanted(command));
		if (chosen.length === 0 && step !== first) continue;
		const isClone = step.commands.some(({ typed }) => typed.startsWith('git clone'));
		const start = isClone && step !== first ? await mkdtemp(join(folder, 'again-')) : place;
		console.log(`\n${step.page}`);
		const commands = step.commands.filter((command) => LEADING.test(command.typed) || chosen.includes(command));
		if (commands.some(isOfTheSleeper)) sleeper ??= await putToSleep(installed, await mkdtemp(join(folder, 'pack-')));
		const end = await follow(commands, start);
		if (isClone) place = end;
		if (chosen.some(({ typed }) => typed.startsWith('npm install '))) await seeInstalled();
	}
} finally {
	log.end();
	await sleeper?.close();
}
if (notFollowed.length > 0) console.log('\nnot followed:');
for (const { page, written, reason } of notFollowed) console.log(`- ${written} (${page}): ${reason}`);
if (failed.length > 0) {
	console.log(`\nfailed: ${failed.join(', ')}`);
	process.exitCode = 1;
} else {
	await rm(folder, { recursive: true, force: true });
	console.log('\nevery command that was followed did what it says');
}

/** Types commands into one shell. Returns where they leave it. */
async function follow(commands: Command[], place: string): Promise<string> {
	const script = commands.map(({ typed }) => `${forSleeper(typed)}\npwd >&3`).join('\n');
	const shell = spawn('bash', ['-eo', 'pipefail', '-c', script], {
		cwd: place,
		env: { ...environment(), ...sleeper?.env },
		stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
		detached: true,
	});
	let startedAt = performance.now();
	let said = '';
	const left = [...commands];
	const endless = () => ENDLESS.find(({ command }) => left[0]?.typed.includes(command))!.says;
	const report = (result: string) => {
		const [line, ...more] = left[0].typed.split('\n');
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(5);
		console.log(`${result} ${seconds} s  ${line}${more.length > 0 ? ' …' : ''}`);
		startedAt = performance.now();
	};
	const fail = (...lost: Command[]) => {
		report('FAILED');
		console.log(said);
		failed.push(...lost.map(({ written }) => written));
	};
	shell.stdio[3]!.on('data', (chunk) => {
		for (const line of String(chunk).trim().split('\n')) {
			const shown = Object.entries(SHOWN).find(([part]) => left[0].typed.includes(part))?.[1];
			if (shown && !shown.test(said)) fail(left[0]);
			else report('ok    ');
			left.shift();
			place = line;
		}
	});
	for (const stream of [shell.stdout!, shell.stderr!]) {
		stream.on('data', (chunk: Buffer) => {
			log.write(chunk);
			said = (said + String(chunk)).slice(-20_000);
			// To all of its processes, as a terminal does.
			if (left.length > 0 && endless().test(said)) process.kill(-shell.pid!, 'SIGINT');
		});
	}
	await new Promise((resolve) => shell.on('close', resolve));
	if (left.length > 0 && endless().test(said) && !FAILS.test(said)) report('ended ');
	else if (left.length > 0) fail(...left);
	return place;
}

/** What stands for something of a sleeping execution is one here. */
function forSleeper(command: string): string {
	return (sleeper?.values ?? []).reduce((text, [placeholder, value]) => text.replaceAll(placeholder, value), command);
}

/**
 * A home of its own, with the caches of this machine; the address of the repository stands for this checkout. What the tools
 * tell each other by variables, no reader has.
 */
function environment(): NodeJS.ProcessEnv {
	const { HOME, XDG_CACHE_HOME, DEAPI_TEST_N8N, ...env } = process.env;
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
