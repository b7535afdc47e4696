import type { Answer } from './answers.mts';
import type { Row } from './coverage.mts';

export type Table = string[][];

const HEAD = ['Endpoint', 'Field', 'Required', 'Filled by, or why not'];

/** One line for each endpoint, then one for each of its fields; what is left out as a whole needs no more than the first. */
export function tableOf(rows: Row[]): Table {
	const whole = new Set(
		rows.filter(({ field, operations }) => field === undefined && operations.length > 0).map(({ endpoint }) => endpoint),
	);
	const told = rows.filter(({ endpoint, field }) => field === undefined || whole.has(endpoint));
	return [HEAD, ...told.map((row) => [row.field === undefined ? row.endpoint : '', row.field ?? '', row.needed, answerOf(row)])];
}

/** What single operations leave out, though others fill it. */
export function exceptionsOf(rows: Row[]): Table {
	const exceptions = rows.flatMap(({ endpoint, field = '', gaps }) =>
		gaps.flatMap(({ operation, reason }) => (operation ? [[endpoint, field, operation, reason?.why ?? 'MISSING']] : [])),
	);
	return [['Endpoint', 'Field', 'Left out by', 'Why'], ...exceptions];
}

/** What is read of the answers, or why it is not. */
export function answersTable(answers: Record<string, Answer>): Table {
	const lines = Object.entries(answers).flatMap(([call, { fields, unread }]) => {
		const calls = [call, ...fields.slice(1).map(() => '')];
		return fields.map((field, index) => [calls[index], field, unread[field] ?? 'read']);
	});
	return [['Answer to', 'Field', 'Read, or why not'], ...lines];
}

export function asText(table: Table): string {
	const widths = table[0].map((_cell, column) => Math.max(...table.map((line) => line[column].length)));
	return table
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column]))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

export function asMarkdown([head, ...lines]: Table): string {
	const inCode = (cell: string) => cell && `\`${cell}\``;
	const cells = lines.map(([endpoint, field, ...words]) => [inCode(endpoint), inCode(field), ...words]);
	return [head, head.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** Fields of endpoints that are left out as a whole have that endpoint's reason. */
export function summaryOf(rows: Row[]): string {
	const endpoints = rows.filter(({ field }) => field === undefined);
	const fields = rows.filter(({ field }) => field !== undefined);
	const covered = (some: Row[]) => `${some.filter(({ operations }) => operations.length > 0).length} of ${some.length}`;
	const excused = (some: Row[]) => some.filter(({ operations, gaps }) => operations.length === 0 && gaps[0].reason).length;
	const missing = rows.filter(({ gaps }) => gaps.some(({ reason }) => !reason)).length;
	return `${covered(endpoints)} endpoints and ${covered(fields)} fields covered, ${excused(endpoints)} + ${excused(fields)} listed with a reason, ${missing} missing`;
}

function answerOf({ operations, gaps: [gap] }: Row): string {
	return operations.length > 0 ? operations.join(', ') : (gap.reason?.why ?? 'MISSING');
}
