import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** Waits until every list of a form has what it loads from deAPI. The editor puts its complaints where the chosen entry would be. */
export async function noListFails(form: Locator): Promise<void> {
	const entries = async () =>
		await form.locator('input:visible').evaluateAll((inputs: Array<{ value: string }>) => inputs.map(({ value }) => value));
	await expect.poll(entries).not.toContain('Loading options...');
	expect((await entries()).filter((entry) => /^(Error fetching|Set up credential)/.test(entry))).toEqual([]);
}
