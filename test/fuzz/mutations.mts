import fc from 'fast-check';

export type Mutation = (content: Buffer, others: Buffer[]) => Buffer;

/** Anywhere in a file, and in one of two cases among its first bytes. */
const place = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.boolean());
const at = (content: Buffer, [part, isEarly]: [number, boolean]) =>
	Math.floor(part * (isEarly ? Math.min(content.length, 96) : content.length));

/** Sizes and counts that readers get wrong. */
const EVIL = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0xffffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

function overwrite(content: Buffer, start: number, bytes: Uint8Array): Buffer {
	const changed = Buffer.from(content);
	changed.set(bytes.subarray(0, Math.max(0, changed.length - start)), start);
	return changed;
}

function number(value: number, length: number, isLittle: boolean): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(value));
	const cut = bytes.subarray(8 - length);
	return isLittle ? cut.reverse() : cut;
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
	fc.tuple(place, fc.nat(7)).map(
		([where, bit]): Mutation =>
			(content) => {
				const start = at(content, where);
				return overwrite(content, start, Uint8Array.of(content[start] ^ (1 << bit)));
			},
	),
	fc.tuple(place, fc.constantFrom(...EVIL), fc.constantFrom(1, 2, 3, 4, 8), fc.boolean()).map(
		([where, value, length, isLittle]): Mutation =>
			(content) =>
				overwrite(content, at(content, where), number(value, length, isLittle)),
	),
	fc.tuple(place, fc.uint8Array({ maxLength: 16 })).map(
		([where, bytes]): Mutation =>
			(content) =>
				overwrite(content, at(content, where), bytes),
	),
	place.map(
		(where): Mutation =>
			(content) =>
				content.subarray(0, at(content, where)),
	),
	fc.tuple(place, fc.nat(64)).map(
		([where, length]): Mutation =>
			(content) => {
				const start = at(content, where);
				return Buffer.concat([content.subarray(0, start), content.subarray(start + length)]);
			},
	),
	fc.tuple(place, fc.nat(64), fc.constantFrom(1, 2, 300)).map(
		([where, length, times]): Mutation =>
			(content) => {
				const start = at(content, where);
				const piece = content.subarray(start, start + length);
				return Buffer.concat([content.subarray(0, start), ...Array<Buffer>(times).fill(piece), content.subarray(start)]);
			},
	),
	fc.tuple(place, place, fc.nat(), fc.nat(2000), fc.boolean()).map(
		([where, from, which, length, isInserted]): Mutation =>
			(content, others) => {
				const other = others[which % others.length];
				const piece = other.subarray(at(other, from), at(other, from) + length);
				const start = at(content, where);
				return Buffer.concat([content.subarray(0, start), piece, content.subarray(isInserted ? start : start + length)]);
			},
	),
);

/** A few changes, one after another. */
export const mutations = fc.array(mutation, { minLength: 1, maxLength: 5 });
