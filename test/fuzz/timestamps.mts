import fc from 'fast-check';

const inDigitsFrom = (zero: number) => (timestamp: string) =>
	timestamp.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

const fixed: Array<(timestamp: string) => string> = [
	() => '',
	() => '0',
	() => 'NaN',
	() => 'Infinity',
	() => '-Infinity',
	() => 'null',
	() => 'now',
	(timestamp) => `+${timestamp}`,
	(timestamp) => `-${timestamp}`,
	(timestamp) => `${timestamp}.0`,
	(timestamp) => `${timestamp}.`,
	(timestamp) => `${timestamp}.5`,
	(timestamp) => `${timestamp}e0`,
	(timestamp) => `${Number(timestamp) / 1e9}e9`,
	(timestamp) => `${timestamp}n`,
	(timestamp) => `${timestamp}000`,
	(timestamp) => `000${timestamp}`,
	(timestamp) => `0x${Number(timestamp).toString(16)}`,
	(timestamp) => `0b${Number(timestamp).toString(2)}`,
	(timestamp) => Number(timestamp).toString(16),
	(timestamp) => `${timestamp[0]}_${timestamp.slice(1)}`,
	(timestamp) => `${timestamp[0]},${timestamp.slice(1)}`,
	(timestamp) => `${timestamp}\0`,
	(timestamp) => `"${timestamp}"`,
	(timestamp) => `[${timestamp}]`,
	(timestamp) => new Date(Number(timestamp) * 1000).toISOString(),
	(timestamp) => new Date(Number(timestamp) * 1000).toUTCString(),
	// Arabic-Indic, Devanagari, fullwidth, mathematical bold.
	...[0x660, 0x966, 0xff10, 0x1d7ce].map(inDigitsFrom),
];

const blanks = fc.constantFrom(' ', '\t', '\n', '\r\n', '\v', '\u00a0', '\u2028', '\ufeff');
const blank = fc.tuple(blanks, fc.boolean()).map(
	([space, isBefore]) =>
		(timestamp: string) =>
			isBefore ? space + timestamp : timestamp + space,
);
const huge = fc.integer({ min: 13, max: 500 }).map((length) => () => '9'.repeat(length));
const words = fc
	.string({ unit: 'binary', maxLength: 20 })
	.filter((text) => !/^\d{1,12}$/.test(text))
	.map((text) => () => text);

/** What JavaScript or others may take for a number, or for the same number, and what is none at all. */
export const oddTimestamps: fc.Arbitrary<(timestamp: string) => string> = fc.oneof(
	{ weight: 4, arbitrary: fc.constantFrom(...fixed) },
	blank,
	huge,
	words,
);
