import { describe, expect, it } from 'vitest';

import { withoutSecret, withoutSecrets } from '../../../../nodes/shared/util/secrets.ts';

const TOKEN = 'Zx81Kq'.repeat(7);

describe('withoutSecrets', () => {
	it.each([
		['Invalid key 12|abcdefGHIJKLmnop34.', 'Invalid key [hidden].'],
		['The key dpn-sk-12|abc is for another host', 'The key [hidden] is for another host'],
		[`Authorization was "Bearer ${'-._~'.repeat(4)}"`, 'Authorization was "Bearer [hidden]'],
		['authorization: Bearer a-key-that-must-stay', 'authorization: Bearer [hidden]'],
		['Authorization:Bearer:  a-key-that-must-stay', 'Authorization:Bearer:  [hidden]'],
		['authorization: Basic dG9tOmplcnJ5OnRvbQ==', 'authorization: Basic [hidden]'],
		[`The secret ${TOKEN} is too short`, 'The secret [hidden] is too short'],
		[`sk_live_${TOKEN}`, 'sk_live_[hidden]'],
		['Got https://a.test/b.mp4?X-Amz-Date=1&X-Amz-Signature=abc, not found', 'Got https://a.test/b.mp4?[hidden] not found'],
		['https://a.test/b?access_token=x', 'https://a.test/b?[hidden]'],
		['https://a.test/b#token=x', 'https://a.test/b?[hidden]'],
		['https:\\/\\/a.test\\/b?sig=x', 'https:\\/\\/a.test\\/b?[hidden]'],
		['See "https://tom:jerry@a.test/b"', 'See "https://a.test/b"'],
	])('strikes out what opens something: %s', (text, struck) => expect(withoutSecrets(text)).toBe(struck));

	it.each([
		'The video https://www.youtube.com/watch?v=jNQXAC9IVRw&t=4 is private',
		'The job 123e4567-e89b-12d3-a456-426614174000 is gone, see status.deapi.ai?',
		'The model Qwen3_TTS_12Hz_1_7B_VoiceDesign does not support ts_level "char"',
		'Bearer token is missing. 1|2 of 3',
		'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk',
	])('leaves the rest as it is: %s', (text) => expect(withoutSecrets(text)).toBe(text));

	it.each(['https://a.test/?', 'a1', '1', '&key', 'Bearer ', 'Bearer:', ' ', 'https://', '1|'])('is quick with much of %j', (piece) => {
		const started = performance.now();
		withoutSecrets(piece.repeat(100_000));
		withoutSecrets(`https://a.test/?${piece.repeat(100_000)}`);
		expect(performance.now() - started).toBeLessThan(1_000);
	});
});

describe('withoutSecret', () => {
	it('strikes out the one that is known, wherever it stands', () => {
		expect(withoutSecret('my key, not my-key: my-secret-key', 'my-secret-key')).toBe('my key, not my-key: [hidden]');
	});

	it.each([
		['as JSON', 'a"secret/with\\all'],
		['of an address', '12|a key&more'],
	])('strikes it out in every form that it may come in: %s', (_what, secret) => {
		const forms = [secret, JSON.stringify({ secret }), JSON.stringify({ secret }).replaceAll('/', '\\/'), encodeURIComponent(secret)];
		for (const form of forms) expect(withoutSecret(`> ${form} <`, secret)).toMatch(/^> (\{"secret":")?\[hidden\]("\})? <$/);
	});

	it.each(['', 'a', 'invalid'])('leaves a text alone where the secret may be a word: %j', (secret) => {
		expect(withoutSecret('an invalid answer', secret)).toBe('an invalid answer');
	});
});
