/** What we use of gulp, which comes without types. */
declare module 'gulp' {
	const gulp: { watch(globs: string[], options: { cwd: string }, task: () => Promise<void>): { close(): Promise<void> } };
	export default gulp;
}
