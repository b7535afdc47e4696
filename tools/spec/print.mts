import type { Table } from '../coverage/table.mts';
import { inWords } from './report.mts';
import type { Report } from './report.mts';

/** One line for each call of an operation; the numbers are those of the reasons. */
export function tableOf(report: Report): Table {
	const whys = whysOf(report);
	let last = '';
	const lines = report.rows.map(({ operation, call, differences }) => {
		const name = operation === last ? '' : operation;
		last = operation;
		const found = differences.map((difference) => {
			const number = difference.reason ? whys.indexOf(difference.reason.why) + 1 : 'NO REASON';
			return `${inWords(difference)} [${number}]`;
		});
		return [name, call === operation ? '' : call, found.join(', ') || 'as described'];
	});
	return [['Operation', 'Call', 'Verdict'], ...lines];
}

export function legendOf(report: Report): string {
	return whysOf(report)
		.map((why, index) => `[${index + 1}] ${why}`)
		.join('\n');
}

export function summaryOf({ rows, errors }: Report): string {
	const count = (isSo: (reasons: boolean[]) => boolean) =>
		rows.filter(({ differences }) => isSo(differences.map(({ reason }) => reason !== undefined))).length;
	const good = count((reasons) => reasons.length === 0);
	const excused = count((reasons) => reasons.length > 0 && reasons.every(Boolean));
	const operations = new Set(rows.map(({ operation }) => operation)).size;
	return `${operations} operations, ${rows.length} calls: ${good} as described, ${excused} with a reason, ${errors.length} errors`;
}

function whysOf({ rows }: Report): string[] {
	return [...new Set(rows.flatMap(({ differences }) => differences.flatMap(({ reason }) => (reason ? [reason.why] : []))))];
}
