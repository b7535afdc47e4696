// Stands for a script in tools/bootstrap, which npm starts.
import { fileURLToPath } from 'node:url';

import { runScript } from '../../../../tools/bootstrap/tasks.mjs';
import { present } from './present.mjs';

present('bootstrap');
await runScript(process.execPath, fileURLToPath(new URL('script.mts', import.meta.url)), [], {}).catch(() => {});
