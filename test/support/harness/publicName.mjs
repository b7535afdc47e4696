/** Loaded into n8n's process: a name of the internet that leads to this machine, as whoever owns a name can have it. */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const NAME = 'n8n.example.com';

for (const resolver of [dns, dns.promises]) {
	const { lookup } = resolver;
	resolver.lookup = (name, ...rest) => lookup(name === NAME ? 'localhost' : name, ...rest);
}
syncBuiltinESMExports();
