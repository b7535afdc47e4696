import { describe, expect, it } from 'vitest';

import { mergeTranscripts } from '../../../../nodes/shared/results/mergeTranscripts.ts';
import type { PieceTranscript } from '../../../../nodes/shared/results/mergeTranscripts.ts';
import type { Segment, Word } from '../../../../nodes/shared/results/segment.ts';
import type { Transcript } from '../../../../nodes/shared/results/transcript.ts';
import { segment } from './segments.mts';

const transcript = (...segments: Segment[]): Transcript => ({ text: segments.map(({ text }) => text).join(' '), segments });

/** Pieces of 20 s, each 14 s after the one before. */
const pieces = (...transcripts: Transcript[]): PieceTranscript[] =>
	transcripts.map((heard, at) => ({ start: at * 14, end: at * 14 + 20, from: at === 0 ? 0 : at * 14 + 3, transcript: heard }));

const merged = (...transcripts: Transcript[]) => mergeTranscripts(pieces(...transcripts));

/** Words of half a second, one after the other. */
const spokenAt = (start: number, text: string, speaker?: string): Segment => {
	const words = text
		.split(' ')
		.map((word, at): Word => ({ word, start: start + at / 2, end: start + at / 2 + 0.4, ...(speaker && { speaker }) }));
	return { ...segment(start, words[words.length - 1].end!, text, speaker), words };
};

describe('mergeTranscripts', () => {
	it('leaves a single piece as it is, at its time', () => {
		const heard = { ...transcript(spokenAt(1, 'Hello there.')), language: 'en' };
		expect(mergeTranscripts([{ start: 0, end: 9, from: 0, transcript: heard }])).toEqual(heard);
		expect(mergeTranscripts([{ start: 10, end: 19, from: 10, transcript: transcript(spokenAt(1, 'Hello there.')) }])).toEqual(
			transcript(spokenAt(11, 'Hello there.')),
		);
	});

	it('counts times from the start of the recording, and leaves out nothing beyond the overlap', () => {
		const yes = () => transcript(segment(2, 3, 'Yes.'), segment(3, 4, 'Yes.'), segment(8, 9, 'Yes.'));
		expect(merged(yes(), { text: '' }, yes())).toEqual(
			transcript(...[2, 3, 8, 30, 31, 36].map((start) => segment(start, start + 1, 'Yes.'))),
		);
	});

	it('goes on by words, without those that are cut off', () => {
		const before = transcript(spokenAt(10, 'We went down to the river and then we saw the old'), spokenAt(16.5, 'and over the old brid'));
		const after = transcript(spokenAt(2, 'ther and over the old bridge to the mill.'));
		const whole = merged(before, after);
		expect(whole.text).toBe('We went down to the river and then we saw the old and over the old bridge to the mill.');
		expect(whole.segments!.map(({ start, end, text, words }) => [start, end, text, words!.length])).toEqual([
			[10, 15.9, 'We went down to the river and then we saw the old', 12],
			[16.5, 17.4, 'and over', 2],
			[17.5, 20.4, 'the old bridge to the mill.', 6],
		]);
	});

	it('goes on without a word that is cut off before a silence', () => {
		const rest = { ...segment(0.32, 0.45, 'ome'), words: [{ word: 'ome', start: 0.32, end: 0.45 }] };
		const after = transcript(rest, spokenAt(8, 'Then it rained.'));
		expect(merged(transcript(spokenAt(12.6, 'We went home.')), after).text).toBe('We went home. Then it rained.');
	});

	it('tells what only one of the pieces has heard', () => {
		const whole = 'one two three four five six seven eight nine ten eleven';
		const [before, part] = [spokenAt(14.5, whole), spokenAt(0.5, whole)];
		const words = part.words!.filter((_, at) => at < 2 || at > 6);
		const after = { ...part, words, text: words.map(({ word }) => word).join(' ') };
		expect(merged(transcript(before), transcript(after)).text).toBe(whole);
		const hole = {
			...after,
			start: 14.5,
			end: before.end,
			words: words.map((word) => ({ ...word, start: word.start! + 14, end: word.end! + 14 })),
		};
		expect(merged(transcript(hole), transcript(part)).text).toBe(whole);
	});

	it('keeps the words before the overlap, whoever tells what is in it', () => {
		const words = [...spokenAt(10, 'Hello there').words!, ...spokenAt(17.5, 'blah').words!];
		const before = { ...segment(10, 17.9, 'Hello there blah'), words };
		expect(merged(transcript(before), transcript(spokenAt(3.4, 'other end.'))).text).toBe('Hello there other end.');
	});

	it('takes words for the same whatever their case, punctuation and form', () => {
		const before = transcript(segment(14, 18, '(ﬁne) CAFE\u0301, １２'));
		const after = transcript(segment(0, 6, 'fine café 12 o’clock'));
		expect(merged(before, after).text.split(' ')).toHaveLength(4);
	});

	it('goes on where a segment of the one or the other ends, if times are of segments', () => {
		const before = transcript(segment(8, 14, 'One two three four five.'), segment(15, 18, 'Six seven eight.'), segment(18, 20, 'Nine te'));
		const after = transcript(segment(0, 1, 'ive.'), segment(1, 7, 'six seven eight nine ten'), segment(8, 9, 'eleven.'));
		expect(merged(before, after)).toEqual(
			transcript(
				segment(8, 14, 'One two three four five.'),
				segment(15, 18, 'Six seven eight.'),
				segment(18, 21, 'nine ten'),
				segment(22, 23, 'eleven.'),
			),
		);
	});

	it('makes one segment of a sentence that neither piece has heard whole', () => {
		const before = transcript(segment(12, 20, 'it is a long way from here to there and'));
		const after = transcript(segment(0, 10, 'long way from here to there and back again.'));
		expect(merged(before, after)).toEqual(transcript(segment(12, 24, 'it is a long way from here to there and back again.')));
	});

	it('makes none of two speakers', () => {
		const before = transcript(segment(12, 20, 'it is a long way from here to there and', 'Tom'));
		const after = transcript(segment(0, 10, 'long way from here to there and back again.', 'Eve'));
		const { text, segments } = merged(before, after);
		expect(text).toBe('it is a long way from here to there and back again.');
		expect(segments!.map(({ speaker }) => speaker)).toEqual(['Tom', 'Eve']);
	});

	it.each(['我们今天去北京旅游然后回家吃饭', 'ภาษาไทยเป็นภาษาที่มีความสวยงาม', 'ひらがなとカタカナを書きますよね'])(
		'goes on within %s',
		(text) => {
			const before = transcript(segment(14, 20, text.slice(0, 12)));
			const after = transcript(segment(1, 9, text.slice(3)));
			expect(merged(before, after).text).toBe(text);
		},
	);

	it('goes on in the middle of the overlap where nothing is the same, and tells what one has not heard', () => {
		const before = transcript(segment(10, 13, 'Before.'), segment(14, 16, 'Blah one.'), segment(18, 20, 'Blah two.'));
		const after = transcript(segment(0, 2, 'Other one.'), segment(4, 6, 'Other two.'), segment(7, 8, 'After.'));
		expect(merged(before, after).text).toBe('Before. Blah one. Other two. After.');
		expect(merged(before, transcript(segment(8, 9, 'After.'))).text).toBe('Before. Blah one. Blah two. After.');
		expect(merged(transcript(segment(0, 3, 'First.')), after).text).toBe('First. Other one. Other two. After.');
		expect(
			merged(transcript(spokenAt(15, 'fo fo'), spokenAt(16.9, 'baa')), transcript(spokenAt(2.7, 'bar'), spokenAt(5, 'end'))).text,
		).toBe('fo fo baa end');
	});

	it('merges pieces without any times by their words', () => {
		const text = (said: string): Transcript => ({ text: said });
		expect(merged(text('One two three four five si'), text('hree four, Five six seven'), text('Six seven. Eight'))).toEqual(
			text('One two three four, Five six seven. Eight'),
		);
		expect(merged(text('One two. The end of it'), text('A new one.'), text(''), text('The last.'))).toEqual(
			text('One two. The end of it A new one. The last.'),
		);
		const words = (from: number, to: number) => text(Array.from({ length: to - from }, (_, at) => `w${from + at}`).join(' '));
		expect(merged(words(0, 100), words(90, 200), words(180, 300))).toEqual(words(0, 300));
		expect(merged(words(0, 100), words(20, 200)).text.split(' ')).toHaveLength(280);
	});

	it('takes a piece without times for a segment beside others', () => {
		const timed = transcript(segment(10, 14, 'One two three.'), segment(14, 20, 'Four five six.'));
		expect(merged(timed, { text: 'Four five six. Seven.' }, { text: '', segments: [] })).toEqual(
			transcript(segment(10, 14, 'One two three.'), segment(14, 20, 'Four five six.'), segment(expect.any(Number), 34, 'Seven.')),
		);
		expect(merged({ text: 'Zero one two three' }, transcript(segment(1, 6, 'one two three.'), segment(7, 9, 'Four.'))).text).toBe(
			'Zero one two three Four.',
		);
	});

	it('has nothing to tell of silence', () => {
		expect(mergeTranscripts([])).toEqual({ text: '' });
		expect(merged({ text: '' }, { text: ' ', segments: [] })).toEqual({ text: '' });
	});

	it('has the language of the first piece with words in it', () => {
		const pieces = [{ text: '', language: 'en' }, { text: 'Ja' }, { text: 'Nein', language: 'de' }, { text: 'Non', language: 'fr' }];
		expect(merged(...pieces).language).toBe('de');
		expect(merged({ text: 'Ja' })).not.toHaveProperty('language');
	});

	it('drops nothing where pieces do not overlap', () => {
		const [a, b] = [transcript(segment(7, 8, 'Yes.'), segment(9, 10, 'Yes.')), transcript(segment(0, 1, 'Yes.'))];
		expect(
			mergeTranscripts([
				{ start: 0, end: 10, from: 0, transcript: a },
				{ start: 10, end: 20, from: 10, transcript: b },
			]).text,
		).toBe('Yes. Yes. Yes.');
	});

	it('keeps the order of time, whatever pieces say', () => {
		const strange = transcript(segment(19, 3, 'late'), segment(1, 2, 'early'), segment(-3, 50, 'long'), segment(6, 6, 'none'));
		expect(merged(strange).text).toBe('long early none late');
		const { segments } = merged(strange, strange, strange);
		segments!.forEach(({ start, end }, at) => {
			expect(end).toBeGreaterThanOrEqual(start);
			expect(start).toBeGreaterThanOrEqual(segments![at - 1]?.start ?? -3);
		});
	});

	it('takes no time for what makes no sense', () => {
		const before = performance.now();
		const many = transcript(...Array.from({ length: 30_000 }, (_, at) => segment(15, 16, `yes ${at % 3}`)));
		const long = transcript(segment(0, 20, 'yes '.repeat(200_000)));
		const odd = transcript({ ...spokenAt(15, 'yes no '.repeat(20_000).trim()), text: 'x' });
		merged(many, long, odd, many, odd, long, { text: 'yes '.repeat(200_000) }, long);
		expect(performance.now() - before).toBeLessThan(5_000);
	});

	it('copes with words that have no times, or are not in the text', () => {
		const words = 'one two three four five six seven'.split(' ').map((word) => ({ word }) as Word);
		const before = {
			...segment(14, 20, 'One two three four five six seven'),
			words: words.map((word, at) => (at % 3 ? word : { ...word, start: 14 + at, end: 14.5 + at })),
		};
		const after = { ...spokenAt(3, 'four five six seven eight'), text: 'Four FIVE six seven eight' };
		const whole = merged(transcript(before), transcript(after));
		expect(whole.segments!.flatMap((part) => part.words!.map(({ word }) => word)).join(' ')).toBe(
			'one two three four five six seven eight',
		);
		expect(whole.text.toLowerCase()).toBe('one two three four five six seven eight');
	});
});

describe('speakers', () => {
	const speakersIn = (...transcripts: Transcript[]) => merged(...transcripts).segments!.map(({ speaker }) => speaker);

	it('keep the labels of the pieces before, by who speaks at the same time', () => {
		const first = transcript(
			spokenAt(1, 'Who is it?', 'SPEAKER_00'),
			spokenAt(15, 'Me again.', 'SPEAKER_01'),
			spokenAt(17.5, 'Come in.', 'SPEAKER_00'),
		);
		const second = transcript(
			spokenAt(1, 'Me again.', 'SPEAKER_00'),
			spokenAt(3.5, 'Come in.', 'SPEAKER_01'),
			spokenAt(8, 'Thank you.', 'SPEAKER_00'),
		);
		const { segments } = merged(first, second);
		expect(segments!.map(({ speaker }) => speaker)).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_00', 'SPEAKER_01']);
		for (const { speaker, words } of segments!) expect(words!.every((word) => word.speaker === speaker)).toBe(true);
	});

	it('get new labels where nobody knows them', () => {
		const first = transcript(segment(1, 2, 'One.', 'SPEAKER_00'), segment(15, 17, 'Two.', 'SPEAKER_02'));
		const second = transcript(
			segment(1, 3, 'Two.', 'SPEAKER_00'),
			segment(10, 11, 'Three.', 'SPEAKER_01'),
			segment(12, 13, 'Four.', 'SPEAKER_02'),
		);
		const third = transcript(segment(10, 11, 'Five.', 'SPEAKER_00'));
		expect(speakersIn(first, second, third)).toEqual(['SPEAKER_00', 'SPEAKER_02', 'SPEAKER_03', 'SPEAKER_04', 'SPEAKER_05']);
	});

	it('are told by who is left, where that is one on both sides', () => {
		const first = transcript(segment(1, 2, 'One.', 'SPEAKER_00'), segment(15, 17, 'Two.', 'SPEAKER_01'));
		const second = transcript(segment(1, 3, 'Two.', 'SPEAKER_00'), segment(10, 11, 'Three.', 'SPEAKER_01'));
		expect(speakersIn(first, second)).toEqual(['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_00']);
	});

	it('share no label, and the one who speaks longest gets it', () => {
		const first = transcript(segment(14, 20, 'One two three four five six', 'SPEAKER_00'));
		const second = transcript(
			segment(0, 1, 'One', 'SPEAKER_00'),
			segment(1, 6, 'two three four five six', 'SPEAKER_01'),
			segment(8, 9, 'Seven', 'SPEAKER_00'),
		);
		expect(speakersIn(first, second)).toEqual(['SPEAKER_00', 'SPEAKER_00', 'SPEAKER_01']);
	});

	it('keep names that are no numbers, and none where there is none', () => {
		const first = transcript(segment(1, 2, 'One.', 'Tom'), segment(3, 4, 'Two.'));
		expect(speakersIn(first, transcript(segment(10, 11, 'Three.', 'Tom'), segment(12, 13, 'Four.', 'Eve')))).toEqual([
			'Tom',
			undefined,
			'Tom',
			'Eve',
		]);
		expect(speakersIn(transcript(segment(1, 2, 'One.')), transcript(segment(10, 11, 'Two.', 'SPEAKER_00')))).toEqual([
			undefined,
			'SPEAKER_00',
		]);
	});
});
