import { describe, expect, it } from 'vitest';

import { isPublicHttps } from '../../nodes/shared/urls.ts';

describe('isPublicHttps', () => {
	it.each([
		'https://n8n.example.com/webhook-waiting/1?signature=a',
		'https://n8n.example.com:5678/',
		'https://8.8.8.8/',
		'https://172.32.0.1/',
		'https://100.128.0.1/',
		'https://[2606:4700::1111]/',
	])('takes %s for public', (address) => expect(isPublicHttps(address)).toBe(true));

	it.each([
		'http://n8n.example.com/',
		'https://localhost/',
		'https://n8n.localhost/',
		'https://n8n/',
		'https://n8n.local/',
		'https://n8n.internal/',
		'https://127.0.0.1/',
		'https://127.1/',
		'https://2130706433/',
		'https://0.0.0.0/',
		'https://10.1.2.3/',
		'https://172.16.0.1/',
		'https://172.31.255.255/',
		'https://192.168.1.1/',
		'https://169.254.1.1/',
		'https://100.64.0.1/',
		'https://[::1]/',
		'https://[::ffff:10.0.0.1]/',
		'https://[fd00::1]/',
		'https://[fe80::1]/',
		'nonsense',
	])('takes %s for not public', (address) => expect(isPublicHttps(address)).toBe(false));
});
