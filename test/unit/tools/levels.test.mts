import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

import { ROOT } from '../../support/harness/repository.mts';

const FILE = 'test/unit/release/commands.test.mts';

describe('npm test --', { timeout: 30_000 }, () => {
	it('refuses a word that is no level, and names the levels', async () => {
		for (const words of [['nonsense'], ['lint', 'nonsense'], ['-t', 'name']]) {
			const { code, said } = await npmTest(words);
			expect(said).toContain('Choose from: lint, types, unit, ');
			expect(code).toBe(2);
		}
	});

	it('gives vitest what follows the levels', async () => {
		const { code, said } = await npmTest(['unit', 'engine', FILE, '-t', 'finds levels and commands']);
		expect(said).toContain('\n1 passed, 0 failed');
		expect(code).toBe(0);
	});

	it('fails where nothing matches', async () => {
		for (const words of [
			['unit', 'noFileOfThisName'],
			['unit', FILE, '-t', 'no test of this name'],
		]) {
			const { code, said } = await npmTest(words);
			expect(said).toContain(`No test matches ${words.slice(1).join(' ')}`);
			expect(code).toBe(1);
		}
	});
});

async function npmTest(words: string[]): Promise<{ code: number; said: string }> {
	return await new Promise((resolve) => {
		const child = execFile(process.execPath, ['tools/bootstrap/test.mjs', ...words], { cwd: ROOT }, (_error, said) =>
			resolve({ code: child.exitCode!, said }),
		);
	});
}
