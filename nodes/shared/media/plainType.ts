/** A MIME type as it can be compared: in lower case, without parameters; empty where nothing is said. */
export function plainType(said: unknown): string {
	return String(said ?? '')
		.split(';')[0]
		.trim()
		.toLowerCase();
}
