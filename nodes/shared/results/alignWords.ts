/** Which word of one row is which of another. */
export interface Pair {
	a: number;
	b: number;
}

/** What it costs to leave a word alone, or to take two for the same; Infinity where they cannot be. */
export interface Costs {
	leaveA(a: number, b: number): number;
	leaveB(a: number, b: number): number;
	pair(a: number, b: number): number;
}

/** The cheapest way to lay two rows beside each other, both in their order. Takes as many steps as there are pairs. */
export function alignWords(countA: number, countB: number, { leaveA, leaveB, pair }: Costs): Pair[] {
	const width = countB + 1;
	const cost = new Float64Array((countA + 1) * width);
	const step = new Uint8Array((countA + 1) * width);
	for (let a = 0; a <= countA; a++) {
		for (let b = 0; b <= countB; b++) {
			if (a + b === 0) continue;
			const at = a * width + b;
			const choices = [
				a > 0 && b > 0 ? cost[at - width - 1] + pair(a - 1, b - 1) : Infinity,
				a > 0 ? cost[at - width] + leaveA(a - 1, b) : Infinity,
				b > 0 ? cost[at - 1] + leaveB(a, b - 1) : Infinity,
			];
			cost[at] = Math.min(...choices);
			step[at] = choices.indexOf(cost[at]);
		}
	}
	return pairsAlong(step, countA, countB);
}

const PAIR = 0;
const LEAVE_A = 1;

function pairsAlong(step: Uint8Array, countA: number, countB: number): Pair[] {
	const pairs: Pair[] = [];
	for (let [a, b] = [countA, countB]; a + b > 0; ) {
		const taken = step[a * (countB + 1) + b];
		if (taken !== LEAVE_A) b--;
		if (taken === LEAVE_A || taken === PAIR) a--;
		if (taken === PAIR) pairs.push({ a, b });
	}
	return pairs.reverse();
}
