// Stands for what the bootstrap starts, such as the demo: it has an n8n, and waits.
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { N8nProcess } from '../../../support/harness/n8nProcess.mts';
import { present } from './present.mjs';

class StandIn extends N8nProcess {
	constructor() {
		const script = fileURLToPath(new URL('n8n.mjs', import.meta.url));
		const certificate = { key: '', cert: '', keyFile: '', certFile: '' };
		const { PRESENT_AT = '', HOME_OF_N8N = '' } = process.env;
		super({ version: '2.0.0', script, folder: HOME_OF_N8N, certificate, port: 1, env: { PRESENT_AT } }, ['start']);
	}

	protected override async isReady(): Promise<boolean> {
		return true;
	}
}

await new StandIn().launch();
present('script');
await delay(60_000);
