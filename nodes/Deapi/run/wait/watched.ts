import type { LiveUpdates, Told } from '../../../shared/live/liveUpdates';
import type { Job } from '../state/run';

/** A job that is looked at from time to time until it has ended. All times are in milliseconds since the epoch. */
export class Watched {
	/** When to look at it next. */
	checkAt = 0;
	/** When the last look at it began; 0 before. */
	checkedAt = 0;
	/** What deAPI has told of it, by which its next look is planned. */
	told: Told;
	/** When it was last known to run. */
	private runsAt: number;

	/** @param plannedAt when its next look is planned */
	constructor(
		readonly job: Job,
		private readonly live: LiveUpdates,
		public plannedAt: number,
	) {
		this.runsAt = job.submittedAt;
		this.told = this.toldNow();
	}

	/** Whether something has been told that was not known when its next look was planned. */
	hasNews(): boolean {
		const { endedAt, isCovered } = this.told;
		this.told = this.toldNow();
		return this.told.endedAt !== endedAt || this.told.isCovered !== isCovered;
	}

	hasBeenLookedAt(from: number, to: number, runs: boolean): void {
		this.checkedAt = from;
		this.plannedAt = to;
		if (runs) this.runsAt = from;
		this.told = this.toldNow();
	}

	private toldNow(): Told {
		return this.live.of(this.job.requestId, this.runsAt);
	}
}
