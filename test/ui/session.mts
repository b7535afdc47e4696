import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { makeCertificate } from '../support/emulator/certificate.mts';
import { Emulator } from '../support/emulator/emulator.mts';
import { N8n, PUBLIC_HOST } from '../support/harness/n8n.mts';
import type { InstalledN8n } from '../support/harness/n8n.mts';
import { API_KEY, WEBHOOK_SECRET } from '../support/harness/testBed.mts';
import { launchBrowser, openPage } from './browser.mts';
import { Editor } from './editor.mts';
import { startProxy } from './proxy.mts';
import type { Proxy } from './proxy.mts';
import { registryOf } from './registry.mts';
import { Screenshots } from './screenshots.mts';

const WITHOUT_PROXY = `localhost,127.0.0.1,${PUBLIC_HOST}`;

/** A browser on a new n8n without our package. Beside the emulated deAPI, that n8n reaches nothing but a registry that has the package. */
export interface Session {
	emulator: Emulator;
	n8n: N8n;
	internet: Proxy;
	editor: Editor;
	screenshots: Screenshots;
	close(): Promise<void>;
}

export async function openSession({ n8n: installed, tarball }: { n8n: InstalledN8n; tarball: string }): Promise<Session> {
	const browser = await launchBrowser();
	const folder = await mkdtemp(join(tmpdir(), 'deapi-ui-'));
	const certificate = await makeCertificate(folder, ['localhost', PUBLIC_HOST]);
	setDefaultCACertificates([...getCACertificates('default'), certificate.cert]);

	const emulator = await new Emulator({ certificate, apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET }).start();
	const internet = await startProxy(certificate, await registryOf(tarball));
	const env = {
		HTTPS_PROXY: internet.url,
		NO_PROXY: WITHOUT_PROXY,
		// Over what npm's settings on this machine say.
		npm_config_https_proxy: internet.url,
		npm_config_noproxy: WITHOUT_PROXY,
		npm_config_cafile: certificate.certFile,
		npm_config_cache: join(folder, 'npm-cache'),
	};
	const n8n = await N8n.start({ ...installed, folder, certificate, env });
	const page = await openPage(browser);
	const close = async () => {
		await browser.close();
		await n8n.stop();
		await Promise.all([emulator.stop(), internet.close()]);
		await rm(folder, { recursive: true, force: true });
	};
	return { emulator, n8n, internet, editor: new Editor(page, n8n.url), screenshots: await Screenshots.of(page), close };
}
