import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { makeCertificate } from '../emulator/certificate.mts';
import type { Certificate } from '../emulator/certificate.mts';
import { Emulator } from '../emulator/emulator.mts';
import type { EmulatorOptions } from '../emulator/emulator.mts';
import { installCommunityPackage } from './communityPackage.mts';
import { N8n, PUBLIC_HOST } from './n8n.mts';
import type { InstalledN8n } from './n8n.mts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const API_KEY = 'emulated-api-key';
export const WEBHOOK_SECRET = 'emulated-webhook-secret';

const run = promisify(execFile);

/** Everything that a workflow needs to run: an emulated deAPI, and a real n8n with our package in it. */
export interface World {
	emulator: Emulator;
	n8n: N8n;
	certificate: Certificate;
	apiKey: string;
	/** A credential for the emulator, with webhook secret. */
	credentialId: string;
	/** Another one, with some of its data changed. */
	addCredential(change: Record<string, string>): Promise<string>;
	close(): Promise<void>;
}

export interface WorldOptions {
	n8n: InstalledN8n;
	tarball: string;
	n8nEnv?: Record<string, string>;
	emulator?: Partial<EmulatorOptions>;
}

export async function openWorld({ n8n: installed, tarball, n8nEnv, emulator: emulatorOptions }: WorldOptions): Promise<World> {
	const folder = await mkdtemp(join(tmpdir(), 'deapi-world-'));
	const certificate = await makeCertificate(folder, ['localhost', PUBLIC_HOST]);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);

	const emulator = await new Emulator({ certificate, apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET, ...emulatorOptions }).start();
	await installCommunityPackage(folder, tarball, run);
	const n8n = await N8n.start({ ...installed, folder, certificate, env: n8nEnv });
	const credential = { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET, baseUrl: emulator.url };
	const addCredential = async (change: Record<string, string>) =>
		await n8n.createCredential('deAPI', { ...credential, ...change });
	const credentialId = await addCredential({});
	const close = async () => {
		await n8n.stop();
		await emulator.stop();
		await rm(folder, { recursive: true, force: true });
	};
	return { emulator, n8n, certificate, apiKey: API_KEY, credentialId, addCredential, close };
}

/** Builds nothing: packs what `npm run build` has left in dist. Returns the tarball's path. */
export async function packTarball(folder: string): Promise<string> {
	await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
	const [name] = (await readdir(folder)).filter((file) => file.endsWith('.tgz'));
	return join(folder, name);
}
