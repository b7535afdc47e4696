import { expect } from 'vitest';

import type { InputFile } from '../../contract/cases.mts';
import { embed } from '../../support/emulator/embeddings.mts';
import { picture } from './files.mts';
import type { Scenarios } from './scenarios.mts';

const DOCUMENTS = [
	{ id: 'tide', text: 'Twice a day the sea rises and falls.' },
	{ id: 'harbor', text: 'A harbor keeps ships safe from the wind.' },
	{ id: 'light', text: 'A lighthouse tells sailors where they are.' },
	{ id: 'anchor', text: 'An anchor holds by its shape.' },
];
const blurred: InputFile = { fileName: 'blurred.png', mimeType: 'image/png', make: () => Buffer.from('no picture at all') };

/** The vectors have unit length. */
function similarity(one: string, other: string): number {
	const [a, b] = [embed(one), embed(other)];
	return a.reduce((sum, value, index) => sum + value * b[index], 0);
}

export const texts: Scenarios = {
	'read-document': {
		'reads all pages into one file, in the order of their names': async (runner) => {
			const pages = ['page 10.png', 'page 2.png', 'page 1.png'].map((name) => picture(name, 200, 280));
			const { run, answer: page } = await runner.byForm(pages.map((file) => ['Pages', file]));
			const text = [1, 2, 10].map((number) => `Text on page ${number}.png, 200 x 280 pixels.`).join('\n\n');
			expect(page.html).toContain('3 page(s)');
			expect(page.download).toMatchObject({ fileName: 'document.txt', type: 'text/plain' });
			expect(page.download!.content.toString()).toBe(text);
			expect((await run.only('Join Pages')).json).toEqual({ text, pages: 3 });
			expect(run.paid.map(({ path, files }) => [path, files[0].fileName])).toEqual(
				expect.arrayContaining(pages.map(({ fileName }) => ['/images/ocr', fileName])),
			);
			expect(run.paid).toHaveLength(3);
		},
		'reads a single page': async (runner) => {
			const { answer: page } = await runner.byForm([['Pages', picture('only.png', 200, 280)]]);
			expect(page.download!.content.toString()).toBe('Text on only.png, 200 x 280 pixels.');
		},
		'says of a page that cannot be read that it cannot, and reads the others': async (runner) => {
			const { answer: page } = await runner.byForm([
				['Pages', picture('a.png', 200, 280)],
				['Pages', blurred],
				['Pages', picture('c.png', 200, 280)],
			]);
			expect(page.download!.content.toString().split('\n\n')).toEqual([
				'Text on a.png, 200 x 280 pixels.',
				expect.stringMatching(/^\[blurred\.png was not read: .+\]$/),
				'Text on c.png, 200 x 280 pixels.',
			]);
		},
	},

	'search-documents': {
		'finds what was stored, best first': async (runner) => {
			const indexed = await runner.byWebhook('index-documents', { documents: DOCUMENTS });
			expect(indexed.answer).toEqual({ indexed: 4, stored: 4 });
			expect(indexed.run.paid.map(({ path, fields }) => [path, fields.input])).toEqual([
				['/embeddings', DOCUMENTS.map(({ text }) => text)],
			]);

			const query = DOCUMENTS[2].text;
			const { run, answer } = await runner.byWebhook('search-documents', { query });
			const ranking = DOCUMENTS.map(({ id, text }) => ({ id, text, score: similarity(query, text) }))
				.sort((a, b) => b.score - a.score)
				.slice(0, 3);
			expect(answer).toEqual({ query, results: ranking.map((result) => ({ ...result, score: expect.closeTo(result.score, 5) })) });
			expect(answer.results[0]).toMatchObject({ id: 'light', score: expect.closeTo(1, 5) });
			expect(run.paid.map(({ fields }) => fields.input)).toEqual([[query]]);
		},
		'puts a new text in the place of the old one, and gives as many results as are wanted': async (runner) => {
			const documents = [
				{ id: 'tide', text: 'The tide has turned.' },
				{ id: 'compass', text: 'A needle points to the north.' },
			];
			expect((await runner.byWebhook('index-documents', { documents })).answer).toEqual({ indexed: 2, stored: 5 });
			const { answer } = await runner.byWebhook('search-documents', { query: 'The tide has turned.', limit: 1 });
			expect(answer.results).toEqual([{ id: 'tide', text: 'The tide has turned.', score: expect.closeTo(1, 5) }]);
		},
	},
};
