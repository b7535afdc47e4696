import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ROOT } from '../../test/support/harness/testBed.mts';

const run = promisify(execFile);

/** Completes what is compiled as `npm run build` does, but for the bundle, and puts it where n8n has its copy, which n8n then loads again. */
export async function deliver(home: string): Promise<void> {
	await cp(join(ROOT, 'icons'), join(ROOT, 'dist/icons'), { recursive: true });
	await run(process.execPath, [join('node_modules', 'gulp/bin/gulp.js'), 'modules', '--silent'], { cwd: ROOT });
	await cp(join(ROOT, 'dist'), join(home, '.n8n/nodes/node_modules/n8n-nodes-deapi/dist'), { recursive: true });
}
