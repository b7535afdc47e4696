import { describe, expect, it } from 'vitest';

import { safeFileName } from '../../../../nodes/shared/media/fileName.ts';

describe('safeFileName', () => {
	it.each([
		['cat.png', 'cat.png'],
		['cat', 'cat'],
		['Grüße aus 東京 🌊.png', 'Grüße aus 東京 🌊.png'],
		["100% of it; really, it's (1).png", "100% of it; really, it's (1).png"],
		['my "best" cat.png', 'my _best_ cat.png'],
		['cat\r\nX-Injected: yes.png', 'cat__X-Injected_ yes.png'],
		['cat\0\x07\x7f\x85.png', 'cat____.png'],
		['a\u2028b\u2029c.png', 'abc.png'],
		['cat\u202Egnp.exe', 'catgnp.exe'],
		['\u2066cat\u2069\u200F\u061C\uFEFF.png', 'cat.png'],
		['a<b>c:d|e?f*.png', 'a_b_c_d_e_f_.png'],
		['  two   blanks\t.png ', 'two blanks_.png'],
		['a\u00a0b.png', 'a b.png'],
		['uploads/2026/cat.png', 'cat.png'],
		[String.raw`C:\Users\me\cat.png`, 'cat.png'],
		['../../etc/passwd', 'passwd'],
		['..', 'file'],
		['.', 'file'],
		['.htaccess', 'htaccess'],
		['folder/', 'file'],
		['.png', 'file.png'],
		['', 'file'],
		[' ', 'file'],
		['\u202E', 'file'],
	])('makes a name of %j that is safe in a header and as a file', (given, name) => expect(safeFileName(given)).toBe(name));

	it.each([
		['cat.png', 'png', 'cat.png'],
		['cat.PNG', 'png', 'cat.png'],
		['cat', 'png', 'cat.png'],
		['cat.jpg', 'png', 'cat.png'],
		['cat.jpeg', 'jpg', 'cat.jpeg'],
		['voice.mp4', 'm4a', 'voice.mp4'],
		['film.mov', 'mp4', 'film.mp4'],
		['clip.qt', 'mov', 'clip.qt'],
		['film.srt', 'txt', 'film.srt'],
		['notes.v2.final', 'png', 'notes.v2.final.png'],
		['photo.png.exe', 'png', 'photo.png.exe.png'],
		['report 2026.11', 'mp4', 'report 2026.11.mp4'],
		['deapi-1234', undefined, 'deapi-1234'],
		['', 'png', 'file.png'],
		['../', 'png', 'file.png'],
	])('ends %j as the content says, which is %s', (given, extension, name) => expect(safeFileName(given, extension)).toBe(name));

	it.each(['x', '🌊', 'e\u0301'])('shortens what file systems do not take, and not within a character: %s', (sign) => {
		const name = safeFileName(`${sign.repeat(5_000)}.jpg`, 'png');
		expect(name).toMatch(/\.png$/);
		expect(Buffer.byteLength(name)).toBeGreaterThan(150);
		expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
		expect(name).not.toMatch(/\ufffd/);
		expect(name.isWellFormed()).toBe(true);
	});

	it('is what it is when it is made safe again', () => {
		for (const name of ['my "best" cat.png', '.png', '...png', 'a/b\\c:.jpg', ` .${'x '.repeat(200)}`]) {
			const once = safeFileName(name, 'png');
			expect(safeFileName(once, 'png')).toBe(once);
		}
	});
});
