import { join } from 'node:path';

import type { InstalledN8n } from '../../test/support/harness/n8n.mts';
import { openTestBed, packTarball, WEBHOOK_SECRET } from '../../test/support/harness/testBed.mts';
import { generate, workflowOf } from '../../test/support/harness/workflows.mts';
import { OF_THE_SLEEPER } from './known.mts';

export interface Sleeper {
	/** What stands in the documents for something of an execution that sleeps, with what it is here. */
	values: Array<[placeholder: string, value: string]>;
	env: NodeJS.ProcessEnv;
	close(): Promise<void>;
}

/** An execution that sleeps on a real n8n, until a job ends that never does. */
export async function putToSleep(n8n: InstalledN8n, folder: string): Promise<Sleeper> {
	const testBed = await openTestBed({ n8n, tarball: await packTarball(folder) });
	testBed.emulator.jobs.plans.push({ outcome: 'never' });
	const workflow = await testBed.n8n.addWorkflow(workflowOf('asleep', generate()), testBed.credentialId);
	await testBed.n8n.trigger('asleep', { prompt: 'a lighthouse' });
	const { id } = await testBed.n8n.untilExecution(workflow, ['waiting']);
	const [job] = [...testBed.emulator.jobs.all.values()].slice(-1);
	const { pathname, search } = new URL(job.webhookUrl!);
	const apiKey = { label: 'documents', scopes: ['execution:read'], expiresAt: null };
	const found: Record<(typeof OF_THE_SLEEPER)[keyof typeof OF_THE_SLEEPER], string> = {
		resumeUrl: `${testBed.n8n.url}${pathname}${search}`,
		apiUrl: `${testBed.n8n.url}/api/v1/executions/${id}`,
		apiKey: (await testBed.n8n.rest<{ rawApiKey: string }>('POST', '/api-keys', apiKey)).rawApiKey,
		database: `${join(testBed.folder, '.n8n/database.sqlite')} ${id}`,
		secret: WEBHOOK_SECRET,
		callbackJob: job.requestId,
	};
	return {
		values: Object.entries(OF_THE_SLEEPER).map(([placeholder, name]) => [placeholder, found[name]]),
		env: { CURL_CA_BUNDLE: testBed.certificate.certFile },
		close: testBed.close,
	};
}
