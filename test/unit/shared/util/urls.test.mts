import { describe, expect, it } from 'vitest';

import { isPrivateBase, isPublicAddress, isPublicHttps } from '../../../../nodes/shared/util/urls.ts';

/** First and last address of each range, and the public neighbours where there are any. */
const RANGES: Array<[range: string, inside: string[], outside: string[]]> = [
	['0.0.0.0/8', ['0.0.0.0', '0.255.255.255'], ['1.0.0.0']],
	['10.0.0.0/8', ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
	['100.64.0.0/10', ['100.64.0.0', '100.100.100.200', '100.127.255.255'], ['100.63.255.255', '100.128.0.0']],
	['127.0.0.0/8', ['127.0.0.0', '127.0.0.1', '127.255.255.255'], ['126.255.255.255', '128.0.0.0']],
	['169.254.0.0/16', ['169.254.0.0', '169.254.169.254', '169.254.255.255'], ['169.253.255.255', '169.255.0.0']],
	['172.16.0.0/12', ['172.16.0.0', '172.31.255.255'], ['172.15.255.255', '172.32.0.0']],
	['192.0.0.0/24', ['192.0.0.0', '192.0.0.255'], ['191.255.255.255', '192.0.1.0']],
	['192.0.2.0/24', ['192.0.2.0', '192.0.2.255'], ['192.0.1.255', '192.0.3.0']],
	['192.88.99.0/24', ['192.88.99.0', '192.88.99.255'], ['192.88.98.255', '192.88.100.0']],
	['192.168.0.0/16', ['192.168.0.0', '192.168.255.255'], ['192.167.255.255', '192.169.0.0']],
	['198.18.0.0/15', ['198.18.0.0', '198.19.255.255'], ['198.17.255.255', '198.20.0.0']],
	['198.51.100.0/24', ['198.51.100.0', '198.51.100.255'], ['198.51.99.255', '198.51.101.0']],
	['203.0.113.0/24', ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0']],
	['224.0.0.0/4', ['224.0.0.0', '239.255.255.255'], ['223.255.255.255']],
	['240.0.0.0/4', ['240.0.0.0', '255.255.255.254'], []],
	['255.255.255.255/32', ['255.255.255.255'], []],
	['::/128', ['::'], []],
	['::1/128', ['::1'], []],
	['::/96, IPv4-compatible', ['::127.0.0.1', '::8.8.8.8'], []],
	['::ffff:0:0/96, mapped', ['::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:169.254.169.254'], ['::ffff:8.8.8.8', '::ffff:808:808']],
	['64:ff9b::/96, NAT64', ['64:ff9b::127.0.0.1', '64:ff9b::a00:1'], ['64:ff9b::8.8.8.8']],
	['64:ff9b:1::/48', ['64:ff9b:1::', '64:ff9b:1:ffff::8.8.8.8'], []],
	['100::/64', ['100::', '100::ffff:ffff:ffff:ffff'], []],
	['2001::/23', ['2001::', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:1ff:ffff::'], ['2000:ffff::', '2001:200::']],
	['2001:db8::/32', ['2001:db8::', '2001:db8:ffff::'], ['2001:db7:ffff::', '2001:db9::']],
	['2002::/16, 6to4', ['2002::', '2002:7f00:1::', '2002:808:808::'], ['2001:ffff::', '2003::']],
	['3fff::/20', ['3fff::', '3fff:fff:ffff::'], ['3ffe:ffff::', '3fff:1000::']],
	['fc00::/7', ['fc00::', 'fd00::1', 'fdff:ffff::'], []],
	['fe80::/10', ['fe80::', 'fe80::1%eth0', 'febf:ffff::'], []],
	['fec0::/10', ['fec0::', 'feff:ffff::'], []],
	['ff00::/8', ['ff00::', 'ff02::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], []],
	['what IANA has not given out', ['1fff:ffff::', '4000::', '5f00::1'], ['2000::', '3ffe::', '2606:4700::1111']],
];

/** As a URL has it; no URL has a zone. */
const urlOf = (address: string) => (address.includes(':') ? `https://[${address.replace(/%.*/, '')}]/` : `https://${address}/`);

describe.each(RANGES)('%s', (_, inside, outside) => {
	it.each(inside)('holds %s, which is not public', (address) => {
		expect(isPublicAddress(address)).toBe(false);
		expect(isPublicHttps(urlOf(address))).toBe(false);
	});

	it.each(outside)('does not hold %s, which is public', (address) => {
		expect(isPublicAddress(address)).toBe(true);
		expect(isPublicHttps(urlOf(address))).toBe(true);
	});
});

describe('isPublicAddress', () => {
	it.each(['', 'localhost', '8.8.8', '8.8.8.8.8', '256.1.1.1', '2606:4700', '2606::1::1', '8.8.8.8]/'])(
		'does not take "%s" for an address',
		(address) => expect(isPublicAddress(address)).toBe(false),
	);

	it('reads an address with all of its groups', () => {
		expect(isPublicAddress('2606:4700:0:0:0:0:0:1111')).toBe(true);
		expect(isPublicAddress('0:0:0:0:0:ffff:7f00:1')).toBe(false);
	});
});

describe('isPublicHttps', () => {
	it.each([
		'https://n8n.example.com/webhook-waiting/1?signature=a',
		'https://n8n.example.com:5678/',
		'https://n8n.example.com./',
		'https://example.net/',
		'https://example.org./',
		'https://n8n.contest/',
		'https://mail.com/',
		'https://corp.com/',
		'https://myfritz.box/',
		'https://onion.dev/',
		'https://localhost.example.com/',
		'https://notlocal.example.com/',
		'https://mylan.com/',
		'https://8.8.8.8/',
		'https://134744072/',
		'https://0x08080808/',
	])('takes %s for public', (address) => expect(isPublicHttps(address)).toBe(true));

	it.each([
		['http', 'http://n8n.example.com/'],
		['another protocol', 'ftp://n8n.example.com/'],
		['nothing', ''],
		['nonsense', 'nonsense'],
		['localhost', 'https://localhost/'],
		['localhost with a dot', 'https://localhost./'],
		['localhost with a port', 'https://localhost:5678/'],
		['localhost in capitals', 'https://LOCALHOST/'],
		['localhost in full-width letters', 'https://\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54/'],
		['below localhost', 'https://n8n.localhost/'],
		['localhost.localdomain', 'https://localhost.localdomain/'],
		['.local', 'https://n8n.local/'],
		['.local with a dot', 'https://n8n.local./'],
		['.internal', 'https://metadata.google.internal/'],
		['.lan', 'https://n8n.lan/'],
		['.home.arpa', 'https://n8n.home.arpa/'],
		...['test', 'invalid', 'example', 'onion', 'alt', 'corp', 'home', 'mail', 'private', 'intranet', 'internal', 'fritz.box'].flatMap(
			(name) => [
				[`.${name}`, `https://n8n.${name}/`],
				[`.${name} with a dot`, `https://N8N.${name.toUpperCase()}./`],
			],
		),
		['the router itself', 'https://fritz.box/'],
		['a single label', 'https://n8n/'],
		['a single label with a dot', 'https://n8n./'],
		['decimal', 'https://2130706433/'],
		['hexadecimal', 'https://0x7f000001/'],
		['hexadecimal parts', 'https://0x7f.0x0.0x0.0x1/'],
		['octal', 'https://017700000001/'],
		['octal parts', 'https://0177.0.0.01/'],
		['octal parts of a private address', 'https://012.1.2.3/'],
		['mixed parts', 'https://0xa9.254.0251.254/'],
		['two parts', 'https://127.1/'],
		['three parts', 'https://192.168.257/'],
		['zero', 'https://0/'],
		['IPv4 with a dot', 'https://127.0.0.1./'],
		['IPv4 in full-width digits', 'https://\uff11\uff12\uff17.0.0.1/'],
		['IPv4 with encoded dots', 'https://127%2e0%2e0%2e1/'],
		['IPv6 in full', 'https://[0:0:0:0:0:0:0:1]/'],
		['IPv6 with zeros', 'https://[0000::0001]/'],
		['mapped IPv4 in full', 'https://[0:0:0:0:0:ffff:127.0.0.1]/'],
		['a zone', 'https://[fe80::1%25eth0]/'],
	])('takes %s for not public', (_, address) => expect(isPublicHttps(address)).toBe(false));
});

describe('isPrivateBase', () => {
	it.each([
		'localhost',
		'LOCALHOST.',
		'api.localhost',
		'127.0.0.1',
		'127.1.2.3',
		'2130706433',
		'0x7f.1',
		'[::1]',
		'[::ffff:127.0.0.1]',
		'10.0.0.1',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.1.1',
		'100.64.0.1',
		'169.254.1.1',
		'[fd00::1]',
		'[fe80::1]',
		'[::ffff:10.0.0.1]',
		'deapi-proxy',
		'proxy.local',
		'proxy.internal',
		'proxy.lan',
		'proxy.test',
		'proxy.corp',
		'proxy.home',
		'proxy.intranet',
		'proxy.home.arpa',
	])('is true of %s, by http and by https', (host) => {
		for (const scheme of ['http', 'https']) expect(isPrivateBase(`${scheme}://${host}:8080/path`)).toBe(true);
	});

	it.each([
		'api.deapi.ai',
		'localhost.example.com',
		'10.0.0.1.example.com',
		'proxy.example',
		'proxy.invalid',
		'proxy.onion',
		'invalid',
		'onion',
		'ai.',
		'.',
		'proxy.fritz.box',
		'mylocal.com',
		'8.8.8.8',
		'172.32.0.1',
		'100.128.0.1',
		'0.0.0.0',
		'192.0.2.1',
		'224.0.0.1',
		'[2606:4700::1111]',
		'[64:ff9b::10.0.0.1]',
		'[2002:a00:1::]',
	])('is false of %s, by http and by https', (host) => {
		for (const scheme of ['http', 'https']) expect(isPrivateBase(`${scheme}://${host}:8080/path`)).toBe(false);
	});

	it.each([
		'',
		'api.deapi.ai',
		'localhost',
		'localhost:8080',
		'10.0.0.1',
		'https://',
		'file:///tmp',
		'nonsense',
		'http://[fe80::1%25eth0]',
	])('is false of what is no address of the web: %j', (address) => expect(isPrivateBase(address)).toBe(false));
});
