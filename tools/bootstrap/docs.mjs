// npm run docs: writes the README's table of operations anew.
import { runTool } from './runTool.mjs';

await runTool('tools/docs/write.mts');
