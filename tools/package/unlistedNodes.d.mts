export function unlistedNodes(root: string): string[];
