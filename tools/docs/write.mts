import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ROOT } from '../../test/support/harness/testBed.mts';
import { withOperations } from './operations.mts';

// Node.js alone does not find the sources, whose imports have no extensions.
const require = createRequire(import.meta.url);
const { operations } = require('../../dist/nodes/Deapi/operations/index.js') as typeof import('../../nodes/Deapi/operations/index.ts');

const path = join(ROOT, 'README.md');
await writeFile(path, withOperations(await readFile(path, 'utf8'), operations));
console.log('The operations of the README are those of the node.');
