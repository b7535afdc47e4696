import fc from 'fast-check';

let cases = 0;

/** Tries a property on many cases; fast-check tells the seed and the smallest case where it does not hold. */
export async function forAll<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, property: (value: T) => Promise<void>): Promise<void> {
	await fc.assert(fc.asyncProperty(arbitrary, property), { numRuns });
	cases += numRuns;
}

/** How many cases there were so far: nobody is to shrink them unnoticed. */
export const tried = () => cases;
