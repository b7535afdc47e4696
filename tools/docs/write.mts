import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ROOT } from '../../test/support/harness/testBed.mts';
import { withExpressions } from './fromAi.mts';
import { withOperations } from './operations.mts';

// Node.js alone does not find the sources, whose imports have no extensions.
const require = createRequire(import.meta.url);
const { operations } = require('../../dist/nodes/Deapi/operations/index.js') as typeof import('../../nodes/Deapi/operations/index.ts');

const pages = { 'README.md': withOperations, 'docs/agents.md': withExpressions };
for (const [page, write] of Object.entries(pages)) {
	const path = join(ROOT, page);
	await writeFile(path, write(await readFile(path, 'utf8'), operations));
}
console.log('README.md and docs/agents.md say what the node does.');
