import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { isFresh, verifySignature } from '../../../../nodes/shared/webhook/signature.ts';

// The vendor's algorithm (docs/api.md#signature), by other hands than Node's crypto, which our check uses. Without a
// timestamp, the plain HMAC-SHA256, for published values.
const PYTHON = `
import hashlib, hmac, os, sys
timestamp, body = os.environ['TIMESTAMP'].encode(), sys.stdin.buffer.read()
message = timestamp + b'.' + body if timestamp else body
print(hmac.new(bytes.fromhex(os.environ['KEY']), message, hashlib.sha256).hexdigest())
`;
const SHELL = `
{ [ -z "$TIMESTAMP" ] || printf '%s.' "$TIMESTAMP"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY"
`;

interface Signing {
	key: string | Buffer;
	timestamp?: string;
	body: string | Buffer;
}

type Sign = (signing: Signing) => string;

const signWith =
	(command: string, script: string): Sign =>
	({ key, timestamp = '', body }) => {
		const env = { ...process.env, KEY: Buffer.from(key as string).toString('hex'), TIMESTAMP: timestamp };
		const { stdout, stderr, status } = spawnSync(command, ['-c', script], { input: body, env, encoding: 'utf8' });
		const hex = /[0-9a-f]{64}(?=\s*$)/.exec(stdout ?? '')?.[0];
		if (status !== 0 || hex === undefined) throw new Error(`${command} did not sign: ${stderr}`);
		return hex;
	};

const runs = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const signers: Array<[string, Sign]> = [];
if (runs('python3', '--version')) signers.push(['Python', signWith('python3', PYTHON)]);
if (runs('openssl', 'version') && runs('sh', '-c', ':')) signers.push(['a shell with openssl', signWith('sh', SHELL)]);

it('has somebody else to sign', () => {
	expect(signers.length, 'This test needs python3 on the path, or sh and openssl.').toBeGreaterThan(0);
});

const EVENT =
	'{"event":"job.completed","delivery_id":"d1","timestamp":"2026-09-27T12:00:00Z","data":{"job_request_id":"r1","status":"done"}}';
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const TIMESTAMP = '1790510400';

const vectors: Array<[string, Required<Signing>]> = [
	['an event', { key: 'whsec_test', timestamp: TIMESTAMP, body: EVENT }],
	['an empty body', { key: 'whsec_test', timestamp: TIMESTAMP, body: '' }],
	['a body of dots', { key: 'whsec_test', timestamp: TIMESTAMP, body: '...' }],
	['a line end after the event', { key: 'whsec_test', timestamp: TIMESTAMP, body: `${EVENT}\r\n` }],
	[
		'many scripts',
		{ key: 'whsec_test', timestamp: TIMESTAMP, body: '{"error_message":"Zażółć gęślą jaźń · 生成失败 · 🖼️ · \u202eab\u0000"}' },
	],
	['every byte', { key: 'whsec_test', timestamp: TIMESTAMP, body: EVERY_BYTE }],
	['half a character', { key: 'whsec_test', timestamp: TIMESTAMP, body: Buffer.from([0xe2, 0x82]) }],
	['1 MB', { key: 'whsec_test', timestamp: TIMESTAMP, body: 'x'.repeat(1_000_000) }],
	['a timestamp of one digit', { key: 'whsec_test', timestamp: '7', body: EVENT }],
	['a timestamp of twelve digits', { key: 'whsec_test', timestamp: '253402300799', body: EVENT }],
	['a secret of one letter', { key: 'a', timestamp: TIMESTAMP, body: EVENT }],
	[
		'a secret with what shells and regular expressions mean something by',
		{ key: '$HOME `id` "\'\\ %s\t^.*$&|;<>(){}', timestamp: TIMESTAMP, body: EVENT },
	],
	['a secret in many scripts', { key: 'ключ-鍵-🔑-é', timestamp: TIMESTAMP, body: EVENT }],
	['a secret that looks like hex', { key: '00ff'.repeat(16), timestamp: TIMESTAMP, body: EVENT }],
	['a secret of just a block', { key: 'k'.repeat(64), timestamp: TIMESTAMP, body: EVENT }],
	['a secret longer than a block', { key: 'k'.repeat(65), timestamp: TIMESTAMP, body: EVENT }],
	['a very long secret', { key: 'k'.repeat(5000), timestamp: TIMESTAMP, body: EVENT }],
];

/** https://www.rfc-editor.org/rfc/rfc4231, test cases 1 to 4, 6 and 7. */
const published: Array<[number, Buffer, Buffer, string]> = [
	[1, Buffer.alloc(20, 0x0b), Buffer.from('Hi There'), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
	[2, Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
	[3, Buffer.alloc(20, 0xaa), Buffer.alloc(50, 0xdd), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
	[4, EVERY_BYTE.subarray(1, 26), Buffer.alloc(50, 0xcd), '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b'],
	[
		6,
		Buffer.alloc(131, 0xaa),
		Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First'),
		'60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
	],
	[
		7,
		Buffer.alloc(131, 0xaa),
		Buffer.from(
			'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
		),
		'9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
	],
];

/** The delivery may be another than was signed. */
function verdict({ key, timestamp, body }: Required<Signing>, hex: string) {
	const headers = { 'x-deapi-signature': `sha256=${hex}`, 'x-deapi-timestamp': timestamp };
	return verifySignature({ headers, rawBody: Buffer.from(body as string) }, String(key));
}

/** The digit that is one bit off. */
const flip = (digit: string) => (parseInt(digit, 16) ^ 1).toString(16);

/** Deliveries next to the signed one; nobody signed these. */
function nearMisses({ key, timestamp, body }: Required<Signing>): Array<Required<Signing>> {
	const bytes = Buffer.from(body as string);
	return [
		{ key, timestamp, body: Buffer.concat([bytes, Buffer.from(' ')]) },
		{ key, timestamp, body: Buffer.concat([Buffer.from('.'), bytes]) },
		{ key, timestamp, body: bytes.length > 0 ? bytes.subarray(0, -1) : Buffer.from('{}') },
		{ key, timestamp: String(Number(timestamp) + 1), body },
		{ key: `${String(key)} `, timestamp, body },
		{ key: String(key).slice(0, -1), timestamp, body },
	];
}

describe.each(signers)('what %s has signed', (_name, sign) => {
	it.each(published)('is the published value of test case %i', (_number, key, body, hex) => expect(sign({ key, body })).toBe(hex));

	it.each(vectors)('is valid, and for nothing next to it: %s', (_what, vector) => {
		const hex = sign(vector);
		expect([verdict(vector, hex), verdict(vector, hex.toUpperCase())]).toEqual(['valid', 'valid']);
		const [lastFlipped, firstFlipped] = [hex.slice(0, -1) + flip(hex.at(-1)!), flip(hex[0]) + hex.slice(1)];
		expect([verdict(vector, lastFlipped), verdict(vector, firstFlipped)]).toEqual(['forged', 'forged']);
		expect([verdict(vector, hex.slice(0, -1)), verdict(vector, `${hex}0`)]).toEqual(['malformed', 'malformed']);
		const headers = { 'x-deapi-timestamp': vector.timestamp };
		const freshAfter = (delay: number) => isFresh({ headers }, (Number(vector.timestamp) + delay) * 1000);
		expect([300, -300, 301, -301].map(freshAfter)).toEqual([true, true, false, false]);
		for (const other of nearMisses(vector)) {
			expect(verdict(other, hex), JSON.stringify(other).slice(0, 500)).toBe(other.key === '' ? 'missing' : 'forged');
		}
	});
});
