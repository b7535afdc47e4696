// npm run docs: writes the README's table of operations anew.
import { play } from './play.mjs';

await play('tools/docs/write.mts');
