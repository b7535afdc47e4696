import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { Deapi } from '../../../nodes/Deapi/Deapi.node.ts';
import { inFolder, read } from '../../support/harness/repository.mts';

describe('issue forms', () => {
	interface Form {
		name: string;
		description: string;
		body: Array<{
			type: string;
			id?: string;
			attributes: { label?: string; value?: string; options?: unknown[] };
			validations?: { required?: boolean };
		}>;
	}
	const forms = inFolder('.github/ISSUE_TEMPLATE').filter((file) => !file.endsWith('/config.yml'));
	const bug = parse(read('.github/ISSUE_TEMPLATE/bug.yml')) as Form;

	it.each(forms)('%s has what GitHub requires', (file) => {
		const { name, description, body } = parse(read(file)) as Form;
		expect([name, description].every((text) => text.length > 0)).toBe(true);
		const fields = body.filter(({ type }) => type !== 'markdown');
		expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
		expect(fields.some(({ validations }) => validations?.required)).toBe(true);
		for (const { type, id, attributes } of body) {
			expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
			if (type === 'markdown') expect(attributes.value).toBeTruthy();
			else expect([id, attributes.label].every(Boolean)).toBe(true);
			if (type === 'dropdown' || type === 'checkboxes') expect(attributes.options!.length).toBeGreaterThan(1);
		}
	});

	it('ask for what is needed to see a bug, and for no secrets', () => {
		expect(bug.body.filter(({ validations }) => validations?.required).map(({ id }) => id)).toEqual([
			'package-version',
			'n8n-version',
			'hosting',
			'operation',
			'wait-mode',
			'happened',
		]);
		expect(bug.body[0].attributes.value).toMatch(/^Never paste an API key, a webhook secret or the URL of a result/);
	});

	it('offer the wait modes of the node', () => {
		const { options = [] } = new Deapi().description.properties.find(({ name }) => name === 'waitMode')!;
		const modes = options.map(({ name }) => name).toSorted();
		const offered = bug.body.find(({ id }) => id === 'wait-mode')!.attributes.options as string[];
		expect(offered.slice(0, -1).toSorted()).toEqual(modes);
	});

	it('lead those who found a vulnerability to SECURITY.md', () => {
		const config = parse(read('.github/ISSUE_TEMPLATE/config.yml')) as {
			blank_issues_enabled: boolean;
			contact_links: Array<Record<string, string>>;
		};
		expect(config.blank_issues_enabled).toBe(false);
		for (const { name, url, about } of config.contact_links) expect([name, url, about].every(Boolean)).toBe(true);
		expect(config.contact_links[0].url).toMatch(/\/security\/policy$/);
		expect(read('SECURITY.md')).toContain('private vulnerability reporting');
	});
});
