import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The nodes of the tree that a release leaves out, since package.json does not list them. */
export function unlistedNodes(root) {
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const files = readdirSync(join(root, 'nodes'), { recursive: true }).filter((file) => file.endsWith('.node.ts'));
	return files.filter((file) => !n8n.nodes.includes(`dist/nodes/${file.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`));
}
