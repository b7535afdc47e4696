// npm run check:package: holds the tree and the packed tarball against the rules of n8n's community scanner,
// and the tarball against what a community package has to be. With -- <folder>, leaves the tarball there.
import { runTool } from './runTool.mjs';

await runTool('tools/package/check.mts');
