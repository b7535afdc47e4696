import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

const run = promisify(execFile);

/** Answers as a package registry would that knows one package, in one version. Everything else is not found. */
export async function registryOf(tarball: string): Promise<RequestListener> {
	const content = await readFile(tarball);
	const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json']);
	const manifest = JSON.parse(stdout) as { name: string; version: string };
	const { name, version } = manifest;
	const file = `/${name}/-/${name}-${version}.tgz`;
	const digest = (algorithm: string, encoding: 'hex' | 'base64') => createHash(algorithm).update(content).digest(encoding);

	return ({ url, headers }, response) => {
		if (url === file) return response.setHeader('content-type', 'application/octet-stream').end(content);
		// The address under which it was asked for: its clients know it, we need not.
		const dist = {
			tarball: `https://${headers.host}${file}`,
			shasum: digest('sha1', 'hex'),
			integrity: `sha512-${digest('sha512', 'base64')}`,
		};
		const release = { ...manifest, dist };
		const documents: Record<string, unknown> = {
			[`/${name}`]: { name, 'dist-tags': { latest: version }, versions: { [version]: release } },
			[`/${name}/latest`]: release,
			[`/${name}/${version}`]: release,
		};
		const found = documents[url ?? ''];
		response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
		response.end(JSON.stringify(found ?? { error: 'Not found' }));
	};
}
