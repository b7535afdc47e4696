import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../../test/support/harness/testBed.mts';

const FOLDER = join(ROOT, 'docs/benchmarks');

export type Cell = string | number;

/** What was measured: printed as it comes, then left in docs/benchmarks. */
export class Report {
	private readonly name: string;
	private readonly lines: string[] = [];
	private readonly checks: Cell[][] = [];
	private failed = 0;

	/** @param command by default that of a part of the benchmark */
	constructor(name: string, title: string, { n8n, command = `npm run bench -- ${name}` }: { n8n?: string; command?: string }) {
		this.name = name;
		const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
		const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
		const versions = [`this package ${version} (${commit})`, ...(n8n ? [`n8n ${n8n}`] : []), `Node.js ${process.versions.node}`];
		const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`;
		this.say(`# ${title}`);
		this.say(`\`${command}\` on ${new Date().toISOString().slice(0, 10)}: ${versions.join(', ')}; ${machine}.`);
	}

	/** A paragraph. */
	say(text: string): void {
		console.log(`\n${text}`);
		this.keep(text);
	}

	/** One that was printed already. */
	keep(text: string): void {
		this.lines.push('', text);
	}

	/** Figures are rounded to what a reader can use. */
	table(head: string[], rows: Cell[][]): void {
		const line = (cells: Cell[]) => `| ${cells.map(written).join(' | ')} |`;
		this.say([line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n'));
	}

	/** A bound: the figure must not be above what is allowed. */
	check(what: string, measured: number, allowed: number, unit = ''): void {
		const hasPassed = measured <= allowed;
		if (!hasPassed) this.failed++;
		const [is, most] = [measured, allowed].map((figure) => `${written(figure)} ${unit}`.trim());
		this.checks.push([what, is, most, hasPassed ? 'pass' : 'FAIL']);
	}

	/** @param drawing an SVG */
	plot(name: string, caption: string, drawing: string): void {
		mkdirSync(FOLDER, { recursive: true });
		writeFileSync(join(FOLDER, `${name}.svg`), `${drawing}\n`);
		this.keep(`![${caption}](${name}.svg)`);
	}

	/** Writes it all down, and tells by the exit code whether every bound holds. */
	finish(): void {
		if (this.checks.length > 0) this.table(['Bound', 'Measured', 'Allowed', ''], this.checks);
		mkdirSync(FOLDER, { recursive: true });
		writeFileSync(join(FOLDER, `${this.name}.md`), `${this.lines.join('\n').trim()}\n`);
		if (this.failed > 0) process.exitCode = 1;
	}
}

function written(cell: Cell): string {
	if (typeof cell === 'string') return cell;
	const digits = Math.abs(cell) >= 100 ? 0 : Math.abs(cell) >= 10 ? 1 : 2;
	return String(Number(cell.toFixed(digits)));
}
