import { read, repositoryFiles } from '../../test/support/harness/repository.mts';
import { commandsIn } from './commands.mts';
import { EXAMPLES, LEFT_OUT, OF_THE_SLEEPER, ONLY_WHEN_NAMED } from './known.mts';

/** Commands that are typed into one shell: a block of a page, or a single one from its sentences. */
export interface Step {
	page: string;
	commands: Command[];
}

export interface Command {
	/** As the page has it. */
	written: string;
	/** With values in the place of what stands for some. */
	typed: string;
	/** Why it is followed only where it is named. */
	onlyWhenNamed?: string;
}

export interface Plan {
	steps: Step[];
	/** What nobody follows, and why. */
	leftOut: Array<{ page: string; written: string; reason: string }>;
	/** What stands for a value that nobody has given, or would leave this machine. */
	unknown: Array<{ page: string; written: string }>;
}

/** FILE, <name>, an address that is nobody's, what is left to the reader; and what publishes. */
const NOT_TYPED = /(?<![\w$-])[A-Z]{4,}(?![\w-])|<\w+>|\bexample\.com\b|…|\bgit push\b|\bnpm publish\b/;
/** What others stand on: typed with them, however often. */
export const LEADING = /^(git clone|cd|mkdir|\w+=)/;

/** What tells readers to type something, in the order in which it is followed. The steps of a release change the version, so they come last. */
export function pages(): Map<string, string> {
	const last = (file: string) => ['README.md', 'CONTRIBUTING.md'].indexOf(file);
	const files = repositoryFiles().filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md');
	files.sort((one, other) => order(last(one)) - order(last(other)));
	return new Map(files.map((file) => [file, read(file)]));
}

const order = (place: number) => [1, 0, 2][place + 1];

/** What is to be typed to follow the pages, each command once. */
export function planOf(texts: Map<string, string>): Plan {
	const plan: Plan = { steps: [], leftOut: [], unknown: [] };
	const typed = new Set<string>();
	for (const [page, text] of texts) {
		const { blocks, mentioned } = commandsIn(text);
		for (const block of [...blocks, ...mentioned.map((command) => [command])]) {
			const commands = block.flatMap((written) => judge(plan, page, written));
			const left = commands.filter((command) => LEADING.test(command.typed) || !typed.has(command.typed));
			for (const command of left) typed.add(command.typed);
			if (left.some((command) => !LEADING.test(command.typed))) plan.steps.push({ page, commands: left });
		}
	}
	return plan;
}

function judge(plan: Plan, page: string, written: string): Command[] {
	const reason = reasonIn(LEFT_OUT, written);
	if (reason !== undefined) {
		plan.leftOut.push({ page, written, reason });
		return [];
	}
	if (!(written in EXAMPLES) && NOT_TYPED.test(withoutSleeper(written))) plan.unknown.push({ page, written });
	return [{ written, typed: EXAMPLES[written] ?? written, onlyWhenNamed: reasonIn(ONLY_WHEN_NAMED, written) }];
}

function reasonIn(reasons: Record<string, string>, written: string): string | undefined {
	return Object.entries(reasons).find(([known]) => written === known || written.startsWith(`${known} `))?.[1];
}

function withoutSleeper(command: string): string {
	return Object.keys(OF_THE_SLEEPER).reduce((text, placeholder) => text.replaceAll(placeholder, ''), withoutProgram(command));
}

/** Whether a command is about an execution that sleeps. */
export function isOfTheSleeper({ typed }: Command): boolean {
	return Object.keys(OF_THE_SLEEPER).some((placeholder) => typed.includes(placeholder));
}

/** A program in quotes has capitals of its own. */
function withoutProgram(command: string): string {
	return command.replace(/^(node -e|.* node -p) '[^']*'/s, '');
}
