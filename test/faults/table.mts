import type { TestBed } from '../support/harness/testBed.mts';
import type { NamedRow } from './runs.mts';
import { Row } from './tally.mts';

const HEAD = `| Row | Runs | Passed | Lost items | Double charges | Jobs | Deliveries | Status calls |
|---|---|---|---|---|---|---|---|`;

/** What rows have come to, printed as they end. */
export class Table {
	/** Rows that did not pass. */
	failed = 0;
	private readonly lines = [HEAD];

	constructor() {
		console.log(HEAD);
	}

	/** Runs rows one after the other. */
	async run(testBed: TestBed, rows: NamedRow[]): Promise<void> {
		for (const [name, run] of rows) await this.runRow(testBed, name, run);
	}

	toString(): string {
		return this.lines.join('\n');
	}

	private async runRow(testBed: TestBed, name: string, run: NamedRow[1]): Promise<void> {
		const { emulator } = testBed;
		const before = { deliveries: emulator.webhooks.deliveries.length, looks: emulator.requestsTo('GET /jobs').length };
		emulator.calm();
		const row = new Row(testBed);
		const { tally } = row;
		await run(row).catch((error: Error) => {
			tally.passed = 0;
			tally.complaints.push(error.message);
		});
		const deliveries = emulator.webhooks.deliveries.length - before.deliveries;
		const looks = emulator.requestsTo('GET /jobs').length - before.looks;
		const { runs, passed, lost = 'not counted', doubled = 'not counted', complaints } = tally;
		const line = `| ${name} | ${[runs, passed, lost, doubled, row.jobs.length, deliveries, looks].join(' | ')} |`;
		console.log(line);
		this.lines.push(line);
		if (passed === runs && runs > 0 && lost === 0 && doubled === 0) return;
		this.failed++;
		for (const complaint of complaints) console.log(`  ${complaint}`);
	}
}
