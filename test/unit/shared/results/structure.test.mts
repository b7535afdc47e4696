import { describe, expect, it } from 'vitest';

import { structureIn } from '../../../../nodes/shared/results/structure.ts';

const JSON_TEXT = '{"lines":["a","b"],"`":"```"}';
const PARSED = { lines: ['a', 'b'], '`': '```' };

describe('structureIn', () => {
	it.each([
		['JSON', JSON_TEXT],
		['space around it', ` \r\n${JSON_TEXT}\n`],
		['a byte order mark', `\uFEFF${JSON_TEXT}`],
		['a code fence', `\`\`\`\n${JSON_TEXT}\n\`\`\``],
		['a code fence that names the language', `\`\`\`json\n${JSON_TEXT}\n\`\`\`\n`],
		['a code fence with CRLF', `\`\`\`JSON\r\n${JSON_TEXT}\r\n\`\`\`\r\n`],
		['a code fence on one line', `\`\`\`json ${JSON_TEXT} \`\`\``],
		['a longer code fence', `\`\`\`\`\`json5\n${JSON_TEXT}\n\`\`\`\`\``],
		['tildes', `~~~json\n${JSON_TEXT}\n~~~`],
		['a byte order mark before a code fence', `\uFEFF\`\`\`json\n${JSON_TEXT}\n\`\`\``],
		['a byte order mark within a code fence', `\`\`\`json\n\uFEFF${JSON_TEXT}\n\`\`\``],
	])('reads %s', (_, text) => expect(structureIn(text)).toEqual(PARSED));

	it('reads lists', () => expect(structureIn('```\n[[1, 2], [3]]\n```')).toEqual([[1, 2], [3]]));

	it.each([
		['nothing', ''],
		['a text', 'Hello'],
		['a number', '42'],
		['a text in JSON', '"42"'],
		['null', 'null'],
		['a number in a code fence', '```json\n42\n```'],
		['an empty code fence', '```\n```'],
		['a fence alone', '```'],
		['an open fence', `\`\`\`json\n${JSON_TEXT}`],
		['other fences', `\`\`\`json\n${JSON_TEXT}\n~~~`],
		['broken JSON', `\`\`\`json\n${JSON_TEXT.slice(0, -1)}\n\`\`\``],
		['JSON within a text', `So:\n\`\`\`json\n${JSON_TEXT}\n\`\`\``],
		['what is nested too deep to be written again', '['.repeat(100_000) + ']'.repeat(100_000)],
	])('finds none in %s', (_, text) => expect(structureIn(text)).toBeUndefined());
});
