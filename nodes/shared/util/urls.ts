const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Names that only mean something inside a network: RFC 6761, 6762 with appendix G, 8375, and what ICANN never gives out
 * (corp, home, mail, internal).
 */
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|test|internal|intranet|private|corp|home|mail|lan|home\.arpa)$/;

/**
 * Names that no service on the internet finds, though they need not be local: RFC 6761, 7686, 9476, and a router's own, which is
 * somebody's on the internet. example.com, .net and .org do lead somewhere.
 */
const NOT_FOUND = /(^|\.)(invalid|example|onion|alt|fritz\.box)$/;

/** What the internet routes at all: IPv4, and the part of IPv6 that IANA gives out. */
const ROUTED = ['0.0.0.0/0', '2000::/3'].map(range);

/** What it does not, within that: IANA's special-purpose registries (RFC 6890), multicast, and tunnels. */
const SPECIAL = [
	'0.0.0.0/8', // this network
	'10.0.0.0/8', // private
	'100.64.0.0/10', // shared by the customers of a provider
	'127.0.0.0/8', // loopback
	'169.254.0.0/16', // link-local
	'172.16.0.0/12', // private
	'192.0.0.0/24', // protocol assignments
	'192.0.2.0/24', // documentation
	'192.88.99.0/24', // 6to4 relays
	'192.168.0.0/16', // private
	'198.18.0.0/15', // benchmarks
	'198.51.100.0/24', // documentation
	'203.0.113.0/24', // documentation
	'224.0.0.0/4', // multicast
	'240.0.0.0/4', // reserved, and broadcast
	'2001::/23', // protocol assignments, Teredo among them
	'2001:db8::/32', // documentation
	'2002::/16', // 6to4, which holds any IPv4 address
	'3fff::/20', // documentation
].map(range);

/** Addresses of this machine and of the networks it is in: RFC 1122, 1918, 3927, 4193, 4291, 6598. */
const PRIVATE = [
	'10.0.0.0/8',
	'100.64.0.0/10',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'172.16.0.0/12',
	'192.168.0.0/16',
	'::1/128',
	'fc00::/7',
	'fe80::/10',
].map(range);

/** IPv4 behind a translator (RFC 6052). */
const NAT64 = range('64:ff9b::/96');
const MAPPED = 0xffffn << 32n;

/** Whether a URL points at this very machine. */
export function isLoopback(url: URL): boolean {
	return LOOPBACK.test(url.hostname) || url.hostname.endsWith('.localhost');
}

/**
 * Whether a service on the internet could call this URL: https, and a host name or address that is
 * not visibly private. A name that resolves to a private address passes; only the caller can know.
 */
export function isPublicHttps(address: string): boolean {
	const url = parseUrl(address);
	if (url?.protocol !== 'https:') return false;
	const { name, ip } = hostOf(url);
	return ip === undefined ? name.includes('.') && !LOCAL_NAME.test(name) && !NOT_FOUND.test(name) : isPublicAddress(ip);
}

/**
 * Whether a Base URL leads to this machine or into a network that it is in, by its host alone: a loopback or private address, or a
 * name that only means something there. What cannot be read is not private, nor is a name that may be anybody's.
 */
export function isPrivateBase(baseUrl: string): boolean {
	const url = parseUrl(baseUrl);
	if (!url || !/^https?:$/.test(url.protocol)) return false;
	const { name, ip } = hostOf(url);
	if (ip === undefined) return LOCAL_NAME.test(name) || (!url.hostname.includes('.') && !NOT_FOUND.test(name));
	const number = toNumber(ip);
	return number !== undefined && PRIVATE.some((isIn) => isIn(number));
}

/** A URL's host: a name, or an IP address. The parser has turned decimal, octal, hexadecimal and short forms into four numbers. */
function hostOf({ hostname }: URL): { name: string; ip?: string } {
	const name = hostname.replace(/\.+$/, '');
	return { name, ...((name.startsWith('[') || /^[\d.]+$/.test(name)) && { ip: name.replace(/[[\]]/g, '') }) };
}

/** Whether an IP address is one of the internet's. What is no address is not, nor is one with a zone. */
export function isPublicAddress(address: string): boolean {
	const written = toNumber(address);
	if (written === undefined) return false;
	const number = NAT64(written) ? MAPPED | (written & 0xffff_ffffn) : written;
	return ROUTED.some((isIn) => isIn(number)) && !SPECIAL.some((isIn) => isIn(number));
}

function range(cidr: string): (address: bigint) => boolean {
	const [first, length] = cidr.split('/');
	const bits = BigInt((first.includes(':') ? 128 : 32) - Number(length));
	const start = toNumber(first)! >> bits;
	return (address) => address >> bits === start;
}

/** The 128 bits of an address; IPv4 as IPv6 maps it (RFC 4291, 2.5.5.2), which makes both the same. */
function toNumber(address: string): bigint | undefined {
	const url = parseUrl(`http://[${address.includes(':') ? '' : '::ffff:'}${address}]`);
	if (!url || /[^\da-f:.]/i.test(address)) return undefined;
	const [left, right] = url.hostname
		.slice(1, -1)
		.split('::')
		.map((half) => half.split(':').filter(Boolean));
	const zeros = right ? Array<string>(8 - left.length - right.length).fill('0') : [];
	const groups = [...left, ...zeros, ...(right ?? [])];
	return BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`);
}

export function parseUrl(address: string): URL | undefined {
	return URL.canParse(address) ? new URL(address) : undefined;
}
