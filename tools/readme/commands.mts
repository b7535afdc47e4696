/** What the README tells its readers to type, in its order. */
export interface Commands {
	/** The lines of its shell blocks: typed one after the other into one shell. */
	blocks: string[][];
	/** Commands within sentences, each for the folder of the package. */
	mentioned: string[];
}

/** Would follow the README in following it. */
const ITSELF = 'npm run test:readme';

export function commandsIn(readme: string): Commands {
	const blocks = [...readme.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, block]) =>
		block.split('\n').map(withoutComment).filter(Boolean),
	);
	const prose = readme.replace(/^```[\s\S]*?^```$/gm, '');
	const mentioned = [...prose.matchAll(/`(npm (?:run|test)\b[^`]*)`/g)].map(([, command]) => command);
	const typed = new Set([ITSELF, ...blocks.flat()]);
	return { blocks, mentioned: [...new Set(mentioned)].filter((command) => !typed.has(command)) };
}

function withoutComment(line: string): string {
	return line.replace(/\s+#.*$/, '').trim();
}
