import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The nodes of the tree that a release leaves out, since package.json does not list them. */
export function unlistedNodes(root) {
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const files = readdirSync(join(root, 'nodes'), { recursive: true }).filter((file) => file.endsWith('.node.ts'));
	return files.map((file) => join('nodes', file)).filter((file) => !isListed(n8n, file));
}

/** Whether package.json lists a source file, such as nodes/Thing/Thing.node.ts. */
export function isListed({ nodes }, file) {
	return nodes.includes(`dist/${file.replaceAll('\\', '/').replace(/\.ts$/, '.js')}`);
}
