import type { TestBed } from '../support/harness/testBed.mts';
import type { NamedRow } from './runs.mts';
import { Row } from './tally.mts';

/** Runs rows, and prints what they came to as a table. Returns the table, and how many did not pass. */
export async function runRows(testBed: TestBed, rows: NamedRow[]): Promise<{ table: string; failed: number }> {
	const { emulator } = testBed;
	let failed = 0;
	const lines: string[] = [];
	const print = (line: string) => {
		console.log(line);
		lines.push(line);
	};
	print('| Row | Runs | Passed | Lost items | Double charges | Jobs | Deliveries | Status calls |');
	print('|---|---|---|---|---|---|---|---|');
	for (const [name, run] of rows) {
		const before = { deliveries: emulator.webhooks.deliveries.length, looks: emulator.requestsTo('GET /request-status').length };
		emulator.calm();
		const row = new Row(testBed);
		const { tally } = row;
		await run(row).catch((error: Error) => {
			tally.passed = 0;
			tally.complaints.push(error.message);
		});
		const deliveries = emulator.webhooks.deliveries.length - before.deliveries;
		const looks = emulator.requestsTo('GET /request-status').length - before.looks;
		const figures = [
			tally.runs,
			tally.passed,
			tally.lost ?? 'not counted',
			tally.doubled ?? 'not counted',
			row.jobs.length,
			deliveries,
			looks,
		];
		print(`| ${name} | ${figures.join(' | ')} |`);
		if (tally.passed < tally.runs || tally.runs === 0 || tally.lost !== 0 || tally.doubled !== 0) {
			failed++;
			for (const complaint of tally.complaints) console.log(`  ${complaint}`);
		}
	}
	console.log(failed === 0 ? '\nEvery row passed.' : `\n${failed} rows did not pass.`);
	return { table: lines.join('\n'), failed };
}
