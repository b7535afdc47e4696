interface Sleeper {
	at: number;
	wake: () => void;
}

/** Time passes only when everything sleeps: then the one wakes whose time comes first. */
export class Clock {
	private time: number;
	private sleepers: Sleeper[] = [];
	private isTicking = false;

	constructor(start: number) {
		this.time = start;
	}

	now = (): number => this.time;

	sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
		if (signal?.aborted) return;
		await new Promise<void>((resolve) => {
			const sleeper = { at: this.time + Math.max(0, ms), wake: resolve };
			this.sleepers.push(sleeper);
			signal?.addEventListener('abort', () => this.wake(sleeper), { once: true });
			this.tick();
		});
	};

	/** Only while nothing runs. */
	advanceTo(time: number): void {
		this.time = Math.max(this.time, time);
	}

	/** When nothing sleeps any more, and so nothing goes on by itself. */
	async settled(): Promise<void> {
		do await new Promise((resolve) => setImmediate(resolve));
		while (this.sleepers.length > 0);
	}

	private tick(): void {
		if (this.isTicking) return;
		this.isTicking = true;
		setImmediate(() => {
			this.isTicking = false;
			const next = this.sleepers.reduce<Sleeper | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined);
			if (!next) return;
			this.advanceTo(next.at);
			this.wake(next);
			if (this.sleepers.length > 0) this.tick();
		});
	}

	private wake(sleeper: Sleeper): void {
		const index = this.sleepers.indexOf(sleeper);
		if (index === -1) return;
		this.sleepers.splice(index, 1);
		sleeper.wake();
	}
}
