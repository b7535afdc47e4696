/** Prices have up to eight decimals; floating-point noise beyond them would only confuse. */
export function dollars(amount: number): number {
	return Number(amount.toFixed(8));
}
