interface Bounds {
	/** How long an entry counts, in milliseconds. */
	lifetime: number;
	/** How many entries are kept; beyond that, the oldest go. */
	most: number;
}

/** What a process remembers for a while. Every memory that outlives a run is one of these, so that none grows for ever. */
export class RecentMap<Value> {
	private readonly entries = new Map<string, { value: Value; at: number }>();

	constructor(private readonly bounds: Bounds) {}

	get size(): number {
		return this.entries.size;
	}

	/** @param now milliseconds since the epoch */
	get(key: string, now: number): Value | undefined {
		const entry = this.entries.get(key);
		return entry && this.counts(entry, now) ? entry.value : undefined;
	}

	set(key: string, value: Value, now: number): void {
		for (const [other, entry] of this.entries) {
			if (!this.counts(entry, now)) this.entries.delete(other);
		}
		// Anew, so that the first entry is always the oldest.
		this.entries.delete(key);
		this.entries.set(key, { value, at: now });
		const [oldest] = this.entries.keys();
		if (this.entries.size > this.bounds.most) this.entries.delete(oldest);
	}

	/** Forgets an entry, unless another one has taken its place. */
	delete(key: string, value: Value): void {
		if (this.entries.get(key)?.value === value) this.entries.delete(key);
	}

	clear(): void {
		this.entries.clear();
	}

	/** In either direction: the clock may be set back meanwhile. */
	private counts({ at }: { at: number }, now: number): boolean {
		return Math.abs(now - at) <= this.bounds.lifetime;
	}
}
