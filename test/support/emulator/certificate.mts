import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
	key: string;
	cert: string;
	keyFile: string;
	certFile: string;
}

/** A certificate for this machine, trusted by whoever gets its file in NODE_EXTRA_CA_CERTS. */
export async function makeCertificate(folder: string, hosts: string[]): Promise<Certificate> {
	// Of several with the same name, a client would try the first one only.
	const { private: key, cert } = await generate([{ name: 'commonName', value: `deAPI test ${randomUUID()}` }], {
		keySize: 2048,
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: true, critical: true },
			{
				name: 'subjectAltName',
				altNames: [...hosts.map((value) => ({ type: 2 as const, value })), { type: 7 as const, ip: '127.0.0.1' }],
			},
		],
	});
	const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	await writeFile(keyFile, key);
	await writeFile(certFile, cert);
	return { key, cert, keyFile, certFile };
}
