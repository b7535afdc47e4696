/** Prices have up to eight decimals; floating-point noise beyond them would only confuse. */
export function dollars(amount: number): number {
	return Number(amount.toFixed(8));
}

/** The parts of an amount, rounded as it is itself, and so that they add up to it. */
export function dollarShares(amount: number, shares: number[]): number[] {
	let share = 0;
	let before = 0;
	return shares.map((each) => {
		share += each;
		const upTo = dollars(amount * share);
		const part = dollars(upTo - before);
		before = upTo;
		return part;
	});
}
