/** What a page tells its readers to type, in its order. */
export interface Commands {
	/** The commands of its shell blocks: typed one after the other into one shell. */
	blocks: string[][];
	/** Commands within sentences, each for the folder of the package. */
	mentioned: string[];
}

const BLOCK = /^( *)```(\w*)[^\n]*\n([\s\S]*?)^ *```/gm;
/** The languages in which shell commands are written; in an unnamed block they would be overlooked. */
const SHELLS = ['bash', 'console', 'sh', 'shell'];
const MENTIONED = /`((?:git|node|npm|npx) [^`\n]+)`/g;

export function commandsIn(page: string): Commands {
	const blocks = [...page.matchAll(BLOCK)].filter(([, , language]) => SHELLS.includes(language)).map(([, , , block]) => commandsOf(block));
	const prose = page.replace(BLOCK, '');
	return { blocks, mentioned: [...new Set(Array.from(prose.matchAll(MENTIONED), ([, command]) => command))] };
}

/** Some take several lines: within quotes, after a backslash, or behind a pipe. */
function commandsOf(block: string): string[] {
	const commands: string[] = [];
	let unfinished = '';
	for (const line of block.split('\n')) {
		const soFar = unfinished + withoutComment(line);
		const isOpen = /[\\|]$/.test(soFar) || soFar.split("'").length % 2 === 0;
		unfinished = isOpen ? `${soFar}\n` : '';
		if (!isOpen && soFar.trim() !== '') commands.push(soFar.trim());
	}
	if (unfinished !== '') commands.push(unfinished.trim());
	return commands;
}

function withoutComment(line: string): string {
	return line.replace(/(^|\s+)#\s.*$/, '').trimEnd();
}
