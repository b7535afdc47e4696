import { finiteNumber } from '../util/json';

/** With hours or without: then minutes go on beyond 99. Digits are bounded, so that no time is infinite. */
export const CLOCK = String.raw`\d{1,9}:(?:\d{1,3}:)?\d{2}(?:[.,]\d{1,9})?`;
export const LONG_CLOCK = String.raw`\d{1,9}:\d{2}:\d{2}(?:[.,]\d{1,9})?`;

/** Of `1:02:03.5`, `02:03,500`, `3.5` or `3.5s`. */
export function seconds(time: string): number {
	const parts = time.replace(',', '.').replace('s', '').split(':');
	return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

const TIME = new RegExp(String.raw`^(?:${CLOCK}|\d{1,9}(?:[.,]\d{1,9})?s)$`);

/** The seconds that a value of JSON is or says: `1.5`, `"1.5"`, `"1.5s"`, `"00:00:01.500"`; undefined where it is no time. */
export function secondsIn(value: unknown): number | undefined {
	const number = finiteNumber(value);
	if (number !== undefined || typeof value !== 'string') return number;
	const time = value.trim();
	return TIME.test(time) ? seconds(time) : undefined;
}
