import { describe, expect, it } from 'vitest';

import { operations } from '../../../nodes/Deapi/operations/index.ts';
import { titleOf, withExpressions } from '../../../tools/docs/fromAi.mts';
import { read } from '../../support/harness/repository.mts';

/** What the vendor's documentation of its MCP server lists, in its order; the first ones have a price each. */
const PRICED =
	'text_to_image image_to_image image_to_text image_remove_background image_upscale text_to_video image_to_video audio_to_video ' +
	'video_replace video_upscale video_remove_background video_file_transcription video_url_transcription text_to_audio ' +
	'text_to_music audio_transcription audio_url_transcription text_to_embedding prompt_booster';
const FREE = 'get_available_models get_balance check_job_status';

const page = read('docs/agents.md');
const [, vendors] = page.split("\n## The vendor's tools\n");
const rows = [...vendors.matchAll(/^\| (.+?) \| (.+) \|$/gm)].map(([, left, right]) => ({ left, right }));
const toolsIn = (cell: string) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name);
const titles = operations.map(titleOf);

describe('what docs/agents.md says of the vendor’s tools', () => {
	it('names each of the 41 once', () => {
		const priced = PRICED.split(' ').flatMap((name) => [name, `${name}_price`]);
		const all = [...priced, ...FREE.split(' ')];
		expect(all).toHaveLength(41);
		expect(rows.flatMap(({ left }) => toolsIn(left)).sort()).toEqual(all.sort());
	});

	it.each(rows.filter(({ left }) => left.startsWith('`')).map(({ left, right }) => [left, right]))(
		'has an operation for %s',
		(_tools, here) => {
			const named = [...here.matchAll(/[A-Z]\w+ > [A-Z]\w+(?: [A-Z]\w+)*/g)].map(([name]) => name);
			expect(named).not.toEqual([]);
			expect(named.filter((name) => !titles.includes(name))).toEqual([]);
		},
	);

	it.each(titles)('has a row or a reason for %s', (title) => {
		expect(vendors).toContain(title);
	});
});

describe('the expressions of docs/agents.md', () => {
	it('are those of the fields as they are', () => {
		expect(page, 'npm run docs writes the table anew').toBe(withExpressions(page, operations));
	});
});
